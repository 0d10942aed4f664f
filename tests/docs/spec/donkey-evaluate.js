// 003: "evaluate(expression)"
const result = await py_donkey.evaluate('2 + 2');
console.log(result); // 4
