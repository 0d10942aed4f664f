/** Folders of the user's own for MicroPython, which Pyodide has by itself. */
export { initializeNativeFS } from 'polyscript-esm/interpreter/_nativefs.js';
