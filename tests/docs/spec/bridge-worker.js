// 003: "Bridge options", "worker"
export const pystuff = bridge(import.meta.url, { worker: false });
