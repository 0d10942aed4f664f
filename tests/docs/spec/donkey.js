// 003: "Asking for a Donkey", "Call for the PyScript donkey."
import { donkey } from 'https://pyscript.net/releases/2025.11.2/core.js';

const py_donkey = await donkey({
  type: 'mpy',        // Use MicroPython ('py' for Pyodide).
  persistent: false,  // Reset state between executions.
  terminal: '',       // Optional terminal element selector.
  config: {}          // PyScript configuration object.
});
