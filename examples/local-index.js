/**
 * `./run demo` offers the packages of the examples itself, so that they work offline. Where
 * a server does that, scripts look there first, and on PyPI after that.
 */
const index = new URL('/simple', location.href);
const found = await fetch(`${index}/`, { method: 'HEAD' }).catch(() => null);
if (found?.ok)
    for (const script of document.querySelectorAll('script[config]')) {
        const config = JSON.parse(script.getAttribute('config'));
        if (config.packages)
            script.setAttribute('config', JSON.stringify({ ...config, index_urls: [index.href, 'PYPI'] }));
    }

export {};
