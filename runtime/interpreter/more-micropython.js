/** All of the package for MicroPython, with what most pages do without. */
export { default as files } from 'pyscript:files/micropython-more';
