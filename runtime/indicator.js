/** The slim bar at the top of a page that waits for Python. core.css has its looks. */

/** @type {HTMLElement | null} */
let bar = null;

/** @param {string} what @param {number} [loaded] @param {number} [total] */
export const show = (what, loaded = 0, total = 0) => {
    if (!bar) {
        bar = document.createElement('div');
        bar.className = 'py-progress';
        bar.setAttribute('role', 'progressbar');
        bar.setAttribute('aria-label', 'Loading Python');
        document.body.prepend(bar);
    }
    bar.setAttribute('aria-valuetext', what);
    if (total) {
        const percent = Math.min(100, Math.round((100 * loaded) / total));
        bar.setAttribute('aria-valuenow', String(percent));
        bar.style.setProperty('--py-progress', `${percent}%`);
    } else {
        bar.removeAttribute('aria-valuenow');
        bar.style.removeProperty('--py-progress');
    }
};

export const hide = () => {
    bar?.remove();
    bar = null;
};
