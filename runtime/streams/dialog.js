/** Asks for a line in a dialog, for `input()` of scripts that have no terminal. */
import { element, inTurn, openDialog } from '../dialog.js';
import { ENDED, ENTERED } from './protocol.js';

const open = (prompt) =>
    new Promise((resolve) => {
        const field = element('input', { type: 'text', autocomplete: 'off', name: 'line' });
        openDialog({
            className: 'py-input',
            content: element('label', {}, element('span', { textContent: prompt || 'Input' }), field),
            agree: 'Enter',
            onAgree: () => resolve(ENTERED + field.value),
            onCancel: () => resolve(ENDED),
        });
    });

/** @param {string} request of the protocol's @returns {Promise<string>} its reply */
export const ask = (request) => inTurn(() => open(request.slice(1)));
