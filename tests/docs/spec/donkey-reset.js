// 003: "reset()"
await py_donkey.reset();
