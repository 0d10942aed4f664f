/** An esbuild plugin for modules that exist only while building. */

const PREFIX = 'pyscript:';

/**
 * Serves modules from an object of sources.
 * @param {Record<string, string>} sources the JavaScript of each name, `pyscript:…`
 */
export const virtual = (sources) => ({
  name: 'virtual',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^${PREFIX}`) }, ({ path }) => ({ path, namespace: 'virtual' }));
    onLoad({ filter: /.*/, namespace: 'virtual' }, ({ path }) =>
      path in sources
        ? { contents: sources[path], loader: 'js' }
        : { errors: [{ text: `there is no ${path}` }] },
    );
  },
});
