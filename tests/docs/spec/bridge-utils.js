// 003: "Working with Python modules", "Use the complex module in JavaScript."
import { pystuff } from './utils.js';

const { parse_json, stringify_json } = await pystuff;

const data = await parse_json('{"name": "Alice", "age": 30}');
console.log(data.name); // "Alice"

const text = await stringify_json({ status: 'ok', code: 200 });
console.log(text); // '{"status": "ok", "code": 200}'
