// 003: "Configuration", "Configure the donkey."
const py_donkey = await donkey({
  type: 'py',
  config: {
    packages: ['numpy', 'pandas'],
    files: {
      'data.csv': './data.csv'
    }
  },
  persistent: true
});

await py_donkey.execute('import numpy as np');
const result = await py_donkey.evaluate('np.array([1, 2, 3]).sum()');
console.log(result); // 6
