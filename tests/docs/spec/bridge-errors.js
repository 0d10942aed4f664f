// 003: "Error handling", "Handle Python exceptions in JavaScript."
import { pystuff } from './errors.js';

const { divide } = await pystuff;

try {
  const result = await divide(10, 0);
} catch (error) {
  console.error(error.message); // "Cannot divide by zero"
}
