// 003: "Basic usage", "Use the bridge to create a JavaScript module."
// calculations.js
import bridge from 'https://esm.run/@pyscript/bridge';

export const pystuff = bridge(import.meta.url, {
  type: 'mpy',
  worker: false
});
