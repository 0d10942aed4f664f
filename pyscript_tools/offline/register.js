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

    const isToWait = {{isolates}} && !crossOriginIsolated && isFirstTry();
    if (isToWait) stop(); // no script is to run without what it needs
    const ready = serviceWorker.register(url).then(() => serviceWorker.ready);
    if (isToWait) ready.catch(() => {}).finally(() => location.reload());
    else ready.then(({ active }) => active.postMessage('keep'), console.warn);
})();
