/**
 * The interpreters of the main thread. The scripts of a type share one, with its names and its
 * configuration; those with the same `env` share another.
 */
import dedent from 'codedent';
import { configOf, meaningOf } from './config.js';
import { reportPython } from './errors.js';
import createHost from './host.js';
import { IO } from './interpreter/names.js';
import { openWorker, serveWith, workersForPython } from './file-worker.js';
import { startInterpreter } from './interpreters.js';
import { outputOf } from './outputs.js';
import { begin } from './progress.js';
import { shared } from './shared.js';
import { UserError } from './user-error.js';
import createWeb from './web.js';

/**
 * @typedef {import('./core.js').Wrap} Wrap
 *
 * @typedef {object} Environment
 * @prop {string} name
 * @prop {string} type `py` or `mpy`
 * @prop {string | null} config the attribute of its first script
 * @prop {string | null} version the same
 * @prop {Map<string, import('./scripts.js').Script>} started scripts, by key
 * @prop {string} current the key of the script that ran last
 * @prop {number} sharing how many scripts it has
 * @prop {number} left how many of them have not ended
 * @prop {Promise<void>} queue ends when the scripts that it has so far have run
 * @prop {Promise<Wrap>} ready
 * @prop {Wrap | null} wrap once it is ready
 * @prop {import('./config.js').Config} [settings] once they have been read
 */

export const host = {
    ...createHost(),
    ...createWeb(),
    device: async (name, ...args) => (await import('./device.js'))[name](...args),
};

/** @type {Map<string, Environment>} */
export const environments = new Map();

Object.assign(shared, { hosts: {}, pages: new Map() });

/** The host as a worker sees it: with its own output. @param {import('./scripts.js').Script | null} script */
export const hostOfWorker = (script) => {
    const output = () => script && outputOf(script, host.find);
    return {
        ...host,
        target: () => output()?.id ?? '',
        insert: (target, ...rest) => host.insert(target || output(), ...rest),
    };
};

serveWith(() => hostOfWorker(null));

/** The host as one interpreter of this thread sees it: with its own scripts. */
const hostOf = (environment) => ({
    ...host,
    keys: () => [...environment.started.keys()].join('\n'),
    current: () => environment.current,
    several: () => environment.sharing > 1,
    target(key) {
        const script = environment.started.get(key || environment.current);
        const wanted = script?.element.getAttribute('target');
        return (script && outputOf(script, host.find)?.id) ?? wanted ?? '';
    },
    report: reportPython,
    workers: workersForPython(),
    ask: async (request) => (await import('./streams/dialog.js')).ask(request),
});

/** Before PyScript's own documents say so: `"!name"` is a built-in one; the others are modules. */
const loadPlugins = ({ values, url }) =>
    Promise.all(
        [values.plugins ?? []]
            .flat()
            .filter((name) => /[./]/.test(name))
            .map((name) => import(/* @vite-ignore */ new URL(name, url).href)),
    );

/** @param {Environment} environment @param {Element} element its first script */
const start = async (environment, element) => {
    const { name, type } = environment;
    const settings = await configOf(element, type);
    environment.settings = settings;
    if (name === type) shared.config[type] = settings.values;
    const end = settings.values.progress === false ? () => {} : begin();
    const XWorker = (url, options) => openWorker(url, { type, ...options });
    try {
        const polyscript = {
            XWorker,
            get currentScript() {
                return environment.started.get(environment.current)?.element ?? null;
            },
        };
        const [interpreter] = await Promise.all([
            startInterpreter(type, settings, { name, polyscript }),
            loadPlugins(settings),
        ]);
        /** @type {Wrap} */
        const wrap = {
            type,
            interpreter,
            io: interpreter[IO],
            config: settings.values,
            XWorker,
            run: (code, ...options) => interpreter.runPython(dedent(code), ...options),
            runAsync: (code, ...options) => interpreter.runPythonAsync(dedent(code), ...options),
            runEvent(path, event) {
                interpreter.pyimport('pyscript.events')._call(path, event, '', '');
            },
        };
        environment.wrap = wrap;
        if (name === type) shared.defined[type].resolve(wrap);
        return wrap;
    } finally {
        end();
    }
};

/**
 * The environment of a script, started if it is the first.
 * @param {import('./scripts.js').Script} script
 * @throws {UserError} PY0409
 */
export const environmentOf = ({ element, type }) => {
    const name = element.getAttribute('env') || type;
    const config = element.getAttribute('config');
    const version = element.getAttribute('version');
    let environment = environments.get(name);
    if (!environment) {
        environment = {
            name,
            type,
            config,
            version,
            started: new Map(),
            current: '',
            sharing: 0,
            left: 0,
            queue: Promise.resolve(),
            ready: null,
            wrap: null,
        };
        environments.set(name, environment);
        shared.hosts[name] = hostOf(environment);
        environment.ready = start(environment, element);
        environment.ready.catch(() => {}); // awaited by each script
    }
    if (type !== environment.type)
        throw new UserError('PY0409', `env="${name}" is of ${environment.type} scripts, not of ${type} ones`);
    if (config !== null && meaningOf(config) !== meaningOf(environment.config))
        throw new UserError(
            'PY0409',
            `<script type="${type}" config="${config}"> asks for another configuration than the ` +
                `scripts that share its interpreter (${environment.config ?? `<${type}-config> or none`}): ` +
                'give it a worker or an env of its own, or the same configuration',
        );
    if (version !== null && version !== environment.version)
        throw new UserError(
            'PY0409',
            `<script type="${type}" version="${version}"> shares the interpreter of a script before it: ` +
                'give it a worker or an env of its own, or the first one this version',
        );
    if (config !== null && name === type && document.querySelector(`${type}-config`))
        throw new UserError(
            'PY0409',
            `the page has both <${type}-config> and a script with config="${config}": keep one`,
        );
    return environment;
};
