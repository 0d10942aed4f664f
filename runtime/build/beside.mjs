/** An esbuild plugin for modules that stay files of their own. */

/** @param {Record<string, string>} names what is imported in the sources, and in the build */
export const beside = (names) => ({
  name: 'beside',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path }) => (path in names ? { path: names[path], external: true } : undefined));
  },
});
