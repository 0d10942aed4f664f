/**
 * Has a service worker keep the site. Where its workers need the isolation headers, and the web
 * server does not send them, the first visit waits for the service worker, which does, and loads
 * the page once more.
 */
(() => {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    const url = new URL('offline-worker.js', document.currentScript.src);
    const TRIED = 'pyscript offline';

    const isFirstTry = () => {
        try {
            if (sessionStorage.getItem(TRIED)) return false;
            sessionStorage.setItem(TRIED, '1');
            return true;
        } catch {
            return false; // nothing may be stored: there is no service worker either
        }
    };

    /** When the service worker is there; rejects where it never will be, which `ready` does not. */
    const register = async () => {
        const { installing } = await serviceWorker.register(url);
        const { promise, reject } = Promise.withResolvers();
        installing?.addEventListener('statechange', () => {
            if (installing.state === 'redundant') reject(new Error('the service worker could not be installed'));
        });
        return Promise.race([serviceWorker.ready, promise]);
    };

    const isToWait = {{isolates}} && !crossOriginIsolated && isFirstTry();
    if (isToWait) stop(); // no script is to run without what it needs
    const registered = register();
    if (isToWait) registered.catch(() => {}).finally(() => location.reload());
    else registered.then(({ active }) => active.postMessage('keep'), ({ message }) => console.warn(message));
})();
