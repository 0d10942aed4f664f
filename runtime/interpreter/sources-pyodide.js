/** The package as source, for a Pyodide of another version than ours. */
export { default as sources } from 'pyscript:files/pyodide-source';
