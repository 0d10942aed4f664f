// 003: "Bridge options", "type"
export const pystuff = bridge(import.meta.url, { type: 'mpy' });
