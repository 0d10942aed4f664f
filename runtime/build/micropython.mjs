/**
 * Small changes to MicroPython's loader: without them what JavaScript throws is lost, and the
 * rest of a string after a zero character, half a character gets one behind it, integers are cut
 * to 32 bits, and a second interpreter takes the objects of the first.
 * And functions of the global object: once one had been called as its method,
 * `js.globalThis.fetch(url)`, `js.fetch(url)` took its argument for `this`, for to the interpreter
 * both are one object with one mark. What it inherits, other objects have, too: after
 * `document.addEventListener`, `window.addEventListener` was one to call as a method.
 */
import { changed } from './change.mjs';

/**
 * Where the loader lets a caller come between the interpreter and the functions of
 * JavaScript that it calls, runtime/interpreter/exceptions.js; and bring WebAssembly that it
 * has compiled itself.
 */
const GUARD = [
  [
    'let Module={locateFile:',
    'Module={exceptionOf:error=>error,guard:options?.guard,instantiateWasm:options?.instantiateWasm,locateFile:',
  ],
  [
    '{env:wasmImports,wasi_snapshot_preview1:wasmImports}',
    '{env:Module.guard?.(wasmImports,Module)??wasmImports,wasi_snapshot_preview1:wasmImports}',
  ],
  ['obj=Module.UTF8ToString(str_ptr,str_len)', 'obj=Module.UTF8ToString(str_ptr,str_len,true)'],
  // Half a character has one byte less than the loader reckons: zero was behind it.
  [
    'Module.stringToUTF8(js_obj,buf,len+1),Module.setValue(out+4,len,"i32")',
    'Module.setValue(out+4,Module.stringToUTF8(js_obj,buf,len+1),"i32")',
  ],
  ['"function"!=typeof value||"_ref"in value?1:2', '"function"!=typeof value||"_ref"in value||0===jsref?1:2'],
  [
    'let value=base[attr];return void 0!==value',
    'let value=base[attr];return 0===jsref&&"function"==typeof value&&!Object.hasOwn(base,attr)&&(value=bound(value)),void 0!==value',
  ],
  // It has room for 32 bits; what needs more is as exact as a float.
  ['Number.isInteger(js_obj)', '(0|js_obj)===js_obj'],
  // What is awaited at the top level may throw when it is asked for `then`, and reject with anything:
  // that becomes the exception that runtime/interpreter/micropython.js makes of it.
  ['proxy_js_ref[jsref].then(result=>', 'Promise.resolve(proxy_js_ref[jsref]).then(result=>'],
  [
    'py_resume_js(null,reason,resolve_js,reject_js)',
    'py_resume_js(null,reason instanceof PyProxy?reason:Module.exceptionOf(reason instanceof Error?reason:new Error(String(reason),{cause:reason})),resolve_js,reject_js),Module.resumed?.()',
  ],
  // Where a step of Python has ended that went on after an await.
  [
    'py_resume_js(result,null,resolve_js,reject_js)',
    'py_resume_js(result,null,resolve_js,reject_js),Module.resumed?.()',
  ],
];

/**
 * What the loader checks each time that C calls C by way of JavaScript, or JavaScript C: that the
 * table of functions is what it was, that the function is there, how many arguments it got. It
 * was a sixth of the time of Python that calls functions. And the ways that all values go are
 * worth to be short.
 */
const UNCHECKED = [
  ['assert(wasmTable.get(funcPtr)==func,"table mirror is out of date"),', ''],
  ['createExportWrapper(name,func,nargs){', 'createExportWrapper(name,func,nargs){if(func)return func;'],
  ['getValue(ptr,type="i8"){', 'getValue(ptr,type="i8"){if("i32"===type)return HEAP32[ptr>>2];'],
  [
    'Module.setValue=function(ptr,value,type="i8"){',
    'Module.setValue=function(ptr,value,type="i8"){if("i32"===type)return void(HEAP32[ptr>>2]=value);',
  ],
  [
    'for(const i in argumentsList)proxy_convert_js_to_mp_obj_jsside(',
    'for(let i=0;i<argumentsList.length;i++)proxy_convert_js_to_mp_obj_jsside(',
  ],
  [
    'Module.ccall("proxy_c_to_js_call","null",["number","number","number","pointer"],[target,argumentsList.length,args,value])',
    'Module._proxy_c_to_js_call(target,argumentsList.length,args,value)',
  ],
];

/**
 * What the loader does before Python begins that nobody needs: it watches for names that the
 * authors of a loader forget to export, and asks for each file that it makes whether there is
 * one, which throws an exception where there is none. So does each look for a module, in each
 * folder where it is not: they share one exception, as to make it costs most.
 */
const HASTE = [
  ['function unexportedRuntimeSymbol(sym){', 'function unexportedRuntimeSymbol(sym){return;'],
  ['function ignoredModuleProp(prop){', 'function ignoredModuleProp(prop){return;'],
  [
    'mayCreate(dir,name){if(!FS.isDir(dir.mode))return 54;try{',
    'mayCreate(dir,name){if(!FS.isDir(dir.mode))return 54;if(dir.mount?.type!==MEMFS||name in dir.contents)try{',
  ],
  [
    '},lookup(parent,name){throw new FS.ErrnoError(44)}',
    '},lookup(parent,name){throw runtimeInitialized?FS.missing??=new FS.ErrnoError(44):new FS.ErrnoError(44)}',
  ],
];

/** Names of classes that are read, which are to survive that all names are made short. */
const NAMES = [
  ['class EmscriptenSjLj extends EmscriptenEH{', 'class EmscriptenSjLj extends EmscriptenEH{static name="EmscriptenSjLj";'],
  ...['PyProxy', 'PyProxyThenable'].map((name) => [`class ${name}{`, `class ${name}{static name="${name}";`]),
  ['class PythonError extends Error{', 'class PythonError extends Error{static name="PythonError";'],
];

/** What the loader keeps in global variables, once for all interpreters of a thread. */
const GLOBALS = [
  'proxy_js_ref',
  'proxy_js_ref_next',
  'proxy_js_ref_map',
  'proxy_js_map',
  'proxy_js_existing',
  'pyProxyFinalizationRegistry',
];

/** One for each, so that it is the same whenever it is asked for. */
const BOUND =
  'const known=new WeakMap,bound=f=>(known.has(f)||known.set(f,f.bind(globalThis)),known.get(f));';

/** They become variables of the module; the global names still tell of the last interpreter. */
const OWN = [
  ['globalThis.Module=Module,', ''],
  ['function proxy_js_init(){', 'function proxy_js_init(){globalThis.Module=Module,'],
  ...GLOBALS.map((name) => [`globalThis.${name}=`, `globalThis.${name}=${name}=`]),
];

/**
 * @param {string} loader the text of micropython.mjs
 * @returns {string} the same with the option `guard` for `loadMicroPython`
 */
export const guarded = (loader) => {
  const text = changed('micropython.mjs', loader, [...GUARD, ...UNCHECKED, ...HASTE, ...NAMES, ...OWN]);
  const reads = new RegExp(`globalThis\\.(${GLOBALS.join('|')})\\b(?!=)`, 'g');
  return `var Module,${GLOBALS.join()};${BOUND}${text.replace(reads, '$1')}`;
};
