/** The package as source, for a MicroPython of another version than ours. */
export { default as sources } from 'pyscript:files/micropython-source';
