// 003: "Bridge options", "Shared environments."
// Both modules share the same Python environment.
export const pystuff1 = bridge(import.meta.url, { env: 'shared' });
export const pystuff2 = bridge(import.meta.url, { env: 'shared' });
