// 003: "Bridge options", "Specify the PyScript version."
export const pystuff = bridge(import.meta.url, {
  pyscript: '2025.11.2'
});
