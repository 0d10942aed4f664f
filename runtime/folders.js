/** Lets the user choose a folder of the device, and allow its use again later. */
import { element, inTurn, openDialog } from './dialog.js';
import { knownFolder, rememberFolder } from './known-folders.js';

const PICKER_ID = /^[\w-]{1,32}$/;

const QUESTION = 'py-folder-question';

/**
 * Does what needs a click or the like of the user's: at once if there has just been one, else
 * after one into a dialog.
 * @param {string} question @param {string} agree @param {() => Promise<any>} act
 * @returns {Promise<any>} null where the user does not want it
 */
const activated = async (question, agree, act) => {
    if (navigator.userActivation?.isActive) {
        try {
            return await act();
        } catch (error) {
            // It was used up meanwhile, or does not count.
            if (navigator.userActivation.isActive || error.name !== 'SecurityError') throw error;
        }
    }
    return new Promise((resolve, reject) => {
        const style = 'max-width: 30rem; overflow-wrap: anywhere';
        const dialog = openDialog({
            className: 'py-input py-folder',
            content: element('div', { id: QUESTION, textContent: question, style }),
            agree,
            onAgree: () => act().then(resolve, reject),
            onCancel: () => resolve(null),
        });
        dialog.setAttribute('aria-labelledby', QUESTION);
        dialog.querySelector('[type="submit"]').focus();
    });
};

const choose = async (path, { mode, root, id }) => {
    if (!globalThis.showDirectoryPicker)
        return `this browser lets no page use folders of the device: root="opfs" keeps the files in the browser`;
    const options = { mode };
    if (root) options.startIn = root;
    if (PICKER_ID.test(id)) options.id = id;
    const what = mode === 'read' ? 'read' : 'read and change';
    return activated(
        `This page wants to ${what} a folder of your device, which it calls ${path}.`,
        'Choose a folder…',
        () => showDirectoryPicker(options),
    );
};

const allow = async (handle, path, mode) => {
    let state = await handle.queryPermission({ mode });
    if (state === 'prompt')
        state = await activated(
            `This page wants to ${mode === 'read' ? 'read' : 'read and change'} the folder “${handle.name}” again, ` +
                `which it calls ${path}.`,
            'Allow…',
            () => handle.requestPermission({ mode }),
        );
    return state === 'granted';
};

/**
 * Sees to it that the folder with this key is known and may be used.
 * @param {string} key @param {string} path @param {string} mode @param {string} root @param {string} id
 * @returns {Promise<string>} `""`, or what went wrong
 */
export const openFolder = (key, path, mode, root, id) =>
    inTurn(async () => {
        try {
            const known = await knownFolder(key);
            if (known)
                return (await allow(known, path, mode))
                    ? ''
                    : `the user does not allow the folder “${known.name}” to be used again`;
            const chosen = await choose(path, { mode, root, id });
            if (typeof chosen === 'string') return chosen;
            if (!chosen) return 'the user chose no folder';
            await rememberFolder(key, chosen);
            return '';
        } catch ({ name, message }) {
            return name === 'AbortError' ? 'the user chose no folder' : message || name;
        }
    });
