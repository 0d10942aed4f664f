/** The script of a worker: what is to be there before it runs, its events, its hooks. */
import dedent from 'codedent';
import { announce, release } from './announce.js';
import { headline } from './errors.js';

/**
 * @typedef {object} WorkerScript sent along with the configuration that polyscript gets
 * @prop {string} key its name in tracebacks
 * @prop {boolean} isAsync
 * @prop {Record<string, string[]> | null} hooks functions and Python, as text
 * @prop {import('../plan.js').Plan | null} plan
 * @prop {Record<string, any>} values the configuration
 * @prop {string} id of its element, if it has one
 * @prop {string} [screen] the kind of what shows its output, where that is not the console
 * @prop {string} [terminal] the id of its element, if it has a terminal
 * @prop {string[]} [modules] JavaScript modules that it finds on the page; undefined where the
 *     configuration names none at all
 * @prop {number} page the number of the worker
 * @prop {string} base the URL that those of the page are relative to
 * @prop {{scriptEnded: (failure?: string) => void}} [agent] once the worker has been connected
 */

/**
 * @typedef {object} Realm
 * @prop {'py' | 'mpy'} type
 * @prop {any} interpreter
 * @prop {any} sync functions of the page
 * @prop {any} polyscript its module for Python
 * @prop {(code: string, filename: string, isAsync: boolean) => any} run
 * @prop {(error: any) => any} report shows what Python raised, or any other error
 * @prop {() => any} begin gives the script its terminal, where it has one
 */

/** What polyscript would find out with messages, or cannot know. @param {Realm} realm @param {WorkerScript} script */
export const completePolyscript = ({ type, interpreter, sync, polyscript }, { plan, values, id }) => {
    const { window } = polyscript.xworker;
    Object.defineProperties(polyscript, {
        config: { value: values },
        currentScript: { get: () => (id && window?.document.getElementById(id)) || null },
        target: { get: () => (window ? sync.pyscript_target() : '') },
        workers: { get: () => interpreter.pyimport('pyscript').workers },
        lazy_py_modules: {
            value: async (...packages) => {
                const { importPackages } = await import(/* beside this file */ './install.js');
                return importPackages(type, interpreter, packages, plan, (...progress) => announce(type, ...progress));
            },
        },
    });
};

// What a script exports. An expression: nothing is bound in its namespace.
const EXPORT = '__import__("pyscript.workers", None, None, ["*"])._export(globals())';

/** @param {Realm} realm @param {WorkerScript} script */
const wrapOf = ({ type, interpreter, polyscript, io }, { values }) => ({
    type,
    interpreter,
    io,
    config: values,
    run: (code, ...options) => interpreter.runPython(code, ...options),
    runAsync: (code, ...options) => interpreter.runPythonAsync(code, ...options),
    runEvent: (path, event) => interpreter.pyimport('pyscript.events')._call(path, event, '', ''),
    xworker: polyscript.xworker,
});

/** Functions arrive as text. @param {string} text @param {string} name of the hook */
const asFunction = (text, name) => {
    try {
        return Function(`'use strict';return (${text})`)();
    } catch (error) {
        if (!(error instanceof EvalError)) throw error;
        throw new Error(
            `a function in hooks.worker.${name} cannot reach the worker: that needs 'unsafe-eval' in the ` +
                "script-src of the page's Content-Security-Policy. Python in hooks.worker.codeBeforeRun does not.",
        );
    }
};

/**
 * Installs what is to be installed, then runs.
 * @param {Realm} realm
 * @param {WorkerScript} script
 * @param {string} code
 */
export const runScript = async (realm, script, code) => {
    const { type, interpreter, sync, run, report, begin } = realm;
    const { key, isAsync, hooks, plan, modules } = script;
    const guarded = async (call) => {
        try {
            await call();
        } catch (error) {
            await report(error);
        }
    };
    if (plan?.files.length || plan?.packages.length)
        try {
            const { install } = await import(/* beside this file */ './install.js');
            await install(type, interpreter, plan, (...progress) => announce(type, ...progress));
        } catch (error) {
            await report(error); // first: who waits for the script may end this worker
            return script.agent.scriptEnded(`${error.code ?? error.name}: ${error.message}`);
        }
    const missing = modules && (await sync.pyscript_modules());
    if (missing) return script.agent.scriptEnded(missing);
    release();
    const wrap = hooks && wrapOf(realm, script);
    const call = async (name) => {
        for (const text of hooks?.[name] ?? [])
            await guarded(() => asFunction(text, name)(wrap, wrap.xworker));
    };
    const runAll = async (name) => {
        for (const python of hooks?.[name] ?? []) await guarded(() => run(python, `${name} of a plugin`, isAsync));
    };
    sync.pyscript_process = (more) => guarded(() => run(dedent(more), `${key} process`, true));
    await begin();
    await call('onReady');
    await sync.pyscript_ready();
    await call('onBeforeRun');
    await runAll('codeBeforeRun');
    let failure = '';
    try {
        await run(code, key, isAsync);
        if (interpreter.globals.get('__export__') !== undefined) interpreter.runPython(EXPORT);
    } catch (error) {
        failure = headline(String(error.message ?? error));
        await report(error);
    }
    script.agent.scriptEnded(failure);
    await runAll('codeAfterRun');
    await call('onAfterRun');
};
