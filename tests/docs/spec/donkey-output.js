// 003: "Terminal integration", "Terminal output."
const py_donkey = await donkey({
  type: 'mpy',
  terminal: '#py_donkey-output'
});

await py_donkey.process('print("Hello from Python!")');
// Output appears in the element with id="py_donkey-output".
