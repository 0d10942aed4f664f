/**
 * Lets the reader of an example choose where its Python runs: `?realm=pyodide-worker`.
 * It only changes the attributes of the page's own script tags, before core.js sees them.
 */
{
    const REALMS = {
        'micropython-main': ['MicroPython', 'mpy', false],
        'pyodide-main': ['Pyodide', 'py', false],
        'micropython-worker': ['MicroPython, worker', 'mpy', true],
        'pyodide-worker': ['Pyodide, worker', 'py', true],
    };

    // The realms that this example offers, the first by default.
    const names = document.currentScript.dataset.realms?.split(' ') ?? Object.keys(REALMS);
    const wanted = new URLSearchParams(location.search).get('realm') ?? '';
    const current = names.includes(wanted) ? wanted : names[0];
    const [, type, inWorker] = REALMS[current];

    for (const script of document.querySelectorAll('script[data-realm]')) {
        script.type = type;
        script.toggleAttribute('worker', inWorker);
    }

    const nav = document.createElement('nav');
    nav.className = 'realms';
    nav.setAttribute('aria-label', 'Where the Python of this page runs');
    for (const name of names) {
        const link = document.createElement('a');
        link.href = `?realm=${name}`;
        link.textContent = REALMS[name][0];
        if (name === current) link.setAttribute('aria-current', 'page');
        nav.append(link);
    }
    document.querySelector('header').append(nav);

    if (inWorker && !crossOriginIsolated) {
        const note = document.createElement('p');
        note.className = 'note';
        note.textContent =
            'This server does not send the headers that a worker needs to reach the page: see the README.';
        nav.after(note);
    }
}
