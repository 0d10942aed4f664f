/** Asks for a line in a dialog, for `input()` of scripts that have no terminal. */
import { ENDED, ENTERED } from './protocol.js';

/** One question at a time. */
let turn = Promise.resolve();

const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
};

const open = (prompt) =>
    new Promise((resolve) => {
        const field = element('input', { type: 'text', autocomplete: 'off', name: 'line' });
        const label = element('label', {}, element('span', { textContent: prompt || 'Input' }), field);
        const cancel = element('button', { type: 'button', textContent: 'Cancel' });
        const enter = element('button', { type: 'submit', textContent: 'Enter' });
        const form = element('form', { method: 'dialog' }, label, element('div', {}, cancel, enter));
        const dialog = element('dialog', { className: 'py-input' }, form);
        let reply = ENDED;
        form.onsubmit = () => {
            reply = ENTERED + field.value;
        };
        cancel.onclick = () => dialog.close();
        dialog.onclose = () => {
            dialog.remove();
            resolve(reply);
        };
        document.body.append(dialog);
        dialog.showModal();
    });

/** @param {string} request of the protocol's @returns {Promise<string>} its reply */
export const ask = (request) => {
    const answered = turn.then(() => open(request.slice(1)));
    turn = answered.then(() => {});
    return answered;
};
