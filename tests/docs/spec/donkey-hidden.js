// 003: "Terminal integration", "Hiding the terminal output."
const py_donkey = await donkey({
  type: 'mpy',
  terminal: '#hidden-terminal'
});
