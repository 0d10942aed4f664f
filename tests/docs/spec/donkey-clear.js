// 003: "clear()"
await py_donkey.clear();
