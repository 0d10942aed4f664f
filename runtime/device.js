/** What scripts may do with the user's device: the functions of the host's `device`. */
export { openFolder } from './folders.js';

/**
 * Calls a method of `navigator.mediaDevices`.
 * @param {"enumerateDevices" | "getUserMedia"} method
 * @returns {Promise<any>} what it does; or text, `NAME: message` of the browser's error, `""` where
 *     the browser offers no devices
 */
export const media = async (method, ...args) => {
    const { mediaDevices } = navigator;
    if (!mediaDevices) return '';
    try {
        return await mediaDevices[method](...args);
    } catch ({ name, message, constraint }) {
        return `${name}: ${[message, constraint].filter(Boolean).join(' ')}`;
    }
};
