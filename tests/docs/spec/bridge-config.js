// 003: "Bridge options", "Configure PyScript environment for the bridged code."
export const pystuff = bridge(import.meta.url, {
  type: 'py',
  config: {
    packages: ['numpy'],
    files: {
      'data.json': './data.json'
    }
  }
});
