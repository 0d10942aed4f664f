// 003: "process(code)"
await py_donkey.process('print("Hello from Python!")');
