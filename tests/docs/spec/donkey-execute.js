// 003: "execute(statement)"
await py_donkey.execute('x = 42');
await py_donkey.execute('print(x)');
