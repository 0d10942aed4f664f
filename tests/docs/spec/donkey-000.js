// 000: "@pyscript/core/donkey", "A donkey worker"
import { donkey } from '@pyscript/core/dist/core.js';

const {
  process,              // process(code) code (visible in the terminal)
  execute,              // execute(statement) in Python exec way
  evaluate,             // evaluate(expression) in Python eval way
  clear,                // clear() the terminal
  reset,                // reset() the terminal (including colors)
  kill,                 // kill() the worker forever
} = await donkey({
  type: 'py' || 'mpy',  // the Python interpreter to run
  persistent: false,    // use `true` to track globals and locals
  terminal: '',         // optionally set a target terminal container
  config: {},           // the worker config (packages, files, etc.)
});
