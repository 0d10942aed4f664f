// 003: "kill()"
await py_donkey.kill();
