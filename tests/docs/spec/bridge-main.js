// 003: "Basic usage", "Use Python within JavaScript."
// main.js
import { pystuff } from './calculations.js';

// Wait for Python to load.
const { add, multiply, factorial } = await pystuff;

// Call Python functions from JavaScript.
console.log(await add(5, 3));        // 8
console.log(await multiply(4, 7));   // 28
console.log(await factorial(5));     // 120
