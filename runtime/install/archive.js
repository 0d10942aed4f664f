/** Archives, unpacked in JavaScript for interpreters that cannot. */
import { unzipSync } from 'fflate';
import { parseTar, parseTarGzip } from 'nanotar';

/**
 * @param {Uint8Array} bytes
 * @param {string} format `zip`, `tar` or `gztar`
 * @returns {Promise<[string, Uint8Array][]>} the files; an empty name within a folder is a folder
 */
export const unpack = async (bytes, format) => {
    if (format === 'zip') return Object.entries(unzipSync(bytes));
    const entries = format === 'tar' ? parseTar(bytes) : await parseTarGzip(bytes);
    return entries
        .filter(({ type }) => type === 'file' || type === 'directory')
        .map(({ name, data, type }) => [type === 'directory' ? `${name.replace(/\/$/, '')}/` : name, data ?? new Uint8Array()]);
};
