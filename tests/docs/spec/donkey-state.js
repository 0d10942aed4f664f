// 003: "State management", "State persistence."
// Non-persistent: each execution starts fresh.
const worker1 = await donkey({ type: 'mpy', persistent: false });
await worker1.execute('x = 10');
await worker1.evaluate('x'); // Error: x is not defined

// Persistent: variables remain available.
const worker2 = await donkey({ type: 'mpy', persistent: true });
await worker2.execute('x = 10');
await worker2.evaluate('x'); // 10
