/** What Python prints goes through functions that can be changed at any time, until a screen takes it. */
import { buffered } from 'polyscript-esm/interpreter/_io.js';

/**
 * @param {{stdout: Function, stderr: Function}} options of the interpreter's loader
 * @returns {{stdout: Function, stderr: Function, buffered: Function}} to be called, and set;
 *     `buffered` makes lines of MicroPython's bytes
 */
export const changeable = ({ stdout, stderr }) => ({ stdout, stderr, buffered });
