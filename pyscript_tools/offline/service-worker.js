/**
 * Keeps all files of this site, so that it works without a network; and sends the headers that
 * workers need, where the web server does not. Made by `pyscript build --offline`.
 */
const FILES = {{files}};
const PREFIX = `pyscript ${registration.scope} `;
const CACHE = PREFIX + '{{version}}';

const HEADERS = {{headers}};

/** Keeps what is not kept yet. */
const keep = async () => {
    const cache = await caches.open(CACHE);
    for (const url of FILES)
        // Past the browser's own cache, in which files of the last version may be.
        if (!(await cache.match(url))) await cache.add(new Request(url, { cache: 'no-cache' }));
};

const isUpdate = async () => (await caches.keys()).some((name) => name.startsWith(PREFIX));

addEventListener('install', (event) => {
    const begin = async () => {
        // The old version is whole until this one is. The first one is needed at once.
        if (await isUpdate()) await keep();
        await skipWaiting();
    };
    event.waitUntil(begin());
});

// From a page that has what it needs.
addEventListener('message', (event) => event.waitUntil(keep()));

addEventListener('activate', (event) => {
    const begin = async () => {
        for (const name of await caches.keys())
            if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
        await clients.claim();
    };
    event.waitUntil(begin());
});

const withHeaders = (response) => {
    if (!response.status) return response; // of another site, which says nothing of it
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
    const { status, statusText } = response;
    return new Response([204, 205, 304].includes(status) ? null : response.body, { status, statusText, headers });
};

const answer = async (request) => {
    const cache = await caches.open(CACHE);
    const url = new URL(request.url);
    // The index of a folder has the folder's name.
    const named = url.pathname.endsWith('/index.html') ? new URL('./', url) : request;
    const kept = await cache.match(named, { ignoreSearch: true, ignoreVary: true });
    return withHeaders(kept ?? (await fetch(request)));
};

addEventListener('fetch', (event) => {
    const { request } = event;
    // A request for part of a file, as of media, is the server's to answer.
    if (request.method !== 'GET' || request.headers.has('Range')) return;
    if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return;
    if (new URL(request.url).origin === location.origin) event.respondWith(answer(request));
});
