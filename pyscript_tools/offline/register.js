/**
 * Has a service worker keep the site. Where its workers need the isolation headers, and the web
 * server does not send them, the first visit loads the page once more: then it does.
 */
(() => {
    const { serviceWorker } = navigator;
    if (!serviceWorker) return;
    const TRIED = 'pyscript offline';
    const isolate = async () => {
        await serviceWorker.ready;
        if (crossOriginIsolated || sessionStorage.getItem(TRIED)) return;
        sessionStorage.setItem(TRIED, '1');
        location.reload();
    };
    serviceWorker.register(new URL('offline-worker.js', document.currentScript.src));
    if ({{isolates}}) isolate();
})();
