/** Asks the user something in a dialog of the page. */
import { loadStyle } from './style.js';

let turn = Promise.resolve();

/**
 * One question at a time.
 * @template T @param {() => Promise<T>} ask @returns {Promise<T>}
 */
export const inTurn = (ask) => {
    const answered = turn.then(() => loadStyle('dialog.css')).then(ask);
    turn = answered.then(
        () => {},
        () => {},
    );
    return answered;
};

/** @param {string} name @param {object} properties */
export const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
};

/**
 * @param {object} options
 * @param {string} options.className of the dialog
 * @param {Node} options.content
 * @param {string} options.agree what the button says that does what is asked
 * @param {() => void} options.onAgree called by the click
 * @param {() => void} options.onCancel
 */
export const openDialog = ({ className, content, agree, onAgree, onCancel }) => {
    const cancel = element('button', { type: 'button', textContent: 'Cancel' });
    const enter = element('button', { type: 'submit', textContent: agree });
    const form = element('form', { method: 'dialog' }, content, element('div', {}, cancel, enter));
    const dialog = element('dialog', { className }, form);
    let agreed = false;
    form.onsubmit = () => {
        agreed = true;
        onAgree();
    };
    cancel.onclick = () => dialog.close();
    dialog.onclose = () => {
        dialog.remove();
        if (!agreed) onCancel();
    };
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
};
