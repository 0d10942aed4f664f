// 003: "Accessing storage in JavaScript"
import storage from 'https://pyscript.net/releases/2025.11.2/storage.js';


const my_store = await storage(name="shared");

// Read data written by Python.
const userCount = my_store["user_count"];
const status = my_store["status"];

// Write data that Python can read.
my_store["config"] = {
  theme: 'dark',
  language: 'en'
};

// Delete entries.
delete my_store["user_count"];
