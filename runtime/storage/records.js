/**
 * The records of stores: flatted JSON in the database, JSON on the way to Python.
 * docs/design.md describes them.
 *
 * This file and database.js also run without the runtime (`pyscript/_interpreter/_host.py`),
 * so they import nothing else.
 */

/**
 * @typedef {object} Entry
 * @prop {string} [text] flatted JSON of `[kind, data, …]`, as the database has it
 * @prop {string | null} [json] JSON of the value, null where it has none; one of the two is there
 * @prop {Uint8Array[]} buffers
 */

/** Strings without needless escapes: MicroPython makes no character of the two halves of one. */
const unescaped = (token) =>
    token[0] === '"' && token.includes('\\u') ? JSON.stringify(JSON.parse(token)) : token;

/** What is no character is written as an escape, or it would not survive as bytes. */
export const wellFormed = (json) =>
    json.isWellFormed?.() === false
        ? json.replace(/\p{Surrogate}/gu, (half) => `\\u${half.charCodeAt(0).toString(16)}`)
        : json;

// JSON and flatted JSON -------------------------------------------------------------------

// Text to text: numbers keep the way in which they are written, by which Python tells 1.0 from 1.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s[\]{}:,"]+/gs;

const DEEP = 50;

const [QUOTE, COLON, BACKSLASH, SPACE] = Array.from('":\\ ', (each) => each.charCodeAt(0));
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Array.from('[]{}', (each) => each.charCodeAt(0));

/** CPython refuses to read integers of more digits: a store with one could not be opened. */
const MOST_DIGITS = 4300;

const isHuge = (token) => token.length > MOST_DIGITS && /^-?\d/.test(token);

/** @param {string} json */
export const hasHugeNumber = (json) => json.length > MOST_DIGITS && json.match(TOKEN).some(isHuge);

/** Where the string ends that begins here. */
const endOfString = (json, start) => {
    for (let end = start; ; ) {
        end = json.indexOf('"', end + 1);
        let before = end - 1;
        while (json.charCodeAt(before) === BACKSLASH) before--;
        if ((end - before) % 2) return end;
    }
};

const isKey = (json, end) => {
    let after = end + 1;
    while (json.charCodeAt(after) <= SPACE) after++;
    return json.charCodeAt(after) === COLON;
};

/** In one pass: saving many records spends most of its time here. @param {string} json */
const flattened = (json) => {
    if (json === 'null') return '[["1",0],"null"]';
    const rows = ['', '"generic"'];
    const strings = new Map([['"generic"', '"1"']]);
    const outer = [];
    let number = 0;
    let row = '["1",';
    let copied = 0;
    for (let i = 0; i < json.length; i++) {
        const code = json.charCodeAt(i);
        if (code === QUOTE) {
            const end = endOfString(json, i);
            if (!isKey(json, end)) {
                const token = json.slice(i, end + 1);
                if (!strings.has(token)) strings.set(token, `"${rows.push(token) - 1}"`);
                row += json.slice(copied, i) + strings.get(token);
                copied = end + 1;
            }
            i = end;
        } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
            outer.push(`${row}${json.slice(copied, i)}"${rows.length}"`, number);
            number = rows.push('') - 1;
            row = '';
            copied = i;
        } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
            rows[number] = row + json.slice(copied, i + 1);
            copied = i + 1;
            number = outer.pop();
            row = outer.pop();
        }
    }
    rows[0] = `${row}${json.slice(copied)}]`;
    return `[${rows.join()}]`;
};

/** Where each row begins and ends among the tokens of flatted JSON, if that is what they are. */
const placesOf = (tokens) => {
    const rows = [];
    let depth = 0;
    let commas = 0;
    for (let i = 0; i < tokens.length; i++) {
        const token = tokens[i];
        if (token === '[' || token === '{') {
            if (depth++ === 1) rows.push([i, i]);
        } else if (token === ']' || token === '}') {
            if (--depth === 1) rows.at(-1)[1] = i;
        } else if (depth !== 1) continue;
        else if (token === ',') commas++;
        else rows.push([i, i]);
    }
    return depth === 0 && commas === rows.length - 1 ? rows : [];
};

/**
 * @param {string} text a record
 * @returns {string | null} JSON of its value; null where something occurs twice, has no JSON or
 *     may be damaged
 */
export const plain = (text) => {
    const tokens = text.match(TOKEN) ?? [];
    if (text.length > MOST_DIGITS && tokens.some(isHuge)) return null;
    const rows = placesOf(tokens);
    const used = new Set();
    const parts = [];

    const emit = (reference, depth) => {
        const [start, end] = rows[reference.slice(1, -1)];
        if (start === end) return parts.push(unescaped(tokens[start]));
        if (used.has(start) || depth > DEEP) throw new Error('no tree');
        used.add(start);
        for (let i = start; i <= end; i++) {
            if (tokens[i][0] === '"' && tokens[i + 1] !== ':') emit(tokens[i], depth + 1);
            else parts.push(unescaped(tokens[i]));
        }
    };
    try {
        const [outer, inner, kind, comma, data, end] = tokens; // [["1","2"],"generic",…
        if (outer + inner + comma + end !== '[[,]') return null;
        const [name] = rows[kind.slice(1, -1)];
        if (tokens[name] === '"null"') return 'null';
        if (tokens[name] !== '"generic"') return null;
        if (data[0] !== '"') return data;
        emit(data, 0);
        return parts.join('');
    } catch {
        return null;
    }
};

/** @param {Entry} entry */
export const textOf = (entry) => (entry.text ??= flattened(entry.json));

/** The same without needless escapes. @param {Entry} entry */
export const rowsOf = (entry) => textOf(entry).replace(TOKEN, unescaped);

/** @param {Entry} entry */
export const jsonOf = (entry) => {
    if (entry.json === undefined) entry.json = entry.buffers.length ? null : plain(entry.text);
    return entry.json;
};

// Records ---------------------------------------------------------------------------------

const INDEX = /^\d+$/;
const TAG = /^(\d+):(bytes|bytearray|memoryview|nan|inf|-inf|pairs)$/;
const BYTES = ['bytes', 'bytearray', 'memoryview'];

const isByte = (value) => Number.isInteger(value) && value >= 0 && value < 256;

const fail = (problem) => {
    throw new Error(problem);
};

/** @throws {Error} which says what is wrong with the rows of a record */
const check = (rows, buffers) => {
    if (!Array.isArray(rows) || !Array.isArray(rows[0])) fail('no flatted JSON');
    const isRow = (value) => (typeof value === 'string' ? INDEX.test(value) && value in rows : typeof (value ?? 0) !== 'object');
    for (const row of rows) {
        if (row && typeof row === 'object' && !Object.values(row).every(isRow)) fail('a row that is missing');
    }
    const [kind, data] = rows[0].map((value) => (typeof value === 'string' ? rows[value] : value));
    const tags = rows.at(-1);
    if (kind === 'generic' || kind === 'null') return;
    if (BYTES.includes(kind)) {
        if (!Array.isArray(data) || !data.every(isByte)) fail(`no bytes for ${kind}`);
        return;
    }
    if (kind !== 'extended' || typeof tags !== 'string') fail(`unknown kind ${JSON.stringify(kind)}`);
    for (const tag of tags.split(' ')) {
        const [, index, type] = TAG.exec(tag) ?? fail(`unknown tag ${JSON.stringify(tag)}`);
        const row = rows[index];
        if (BYTES.includes(type) && !buffers[row]) fail('its bytes are missing');
        if (type === 'pairs' && (!Array.isArray(row) || row.length % 2)) fail('keys or values are missing');
    }
};

const NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:Infinity|inf)\b|\b(?:NaN|nan)\b/g;

/** JSON of what Python's `json` and MicroPython's write for numbers that JSON has not. */
const mend = (text) => {
    const isNaN = (token) => /^nan$/i.test(token);
    const infinity = (token) => (token[0] === '-' ? '-1e999' : '1e999');
    let mended = text.replace(NUMBER, (token) => (/^-?i/i.test(token) ? infinity(token) : token));
    if (!mended.match(NUMBER).some(isNaN)) return mended;
    // Not a number is a row of its own, with a tag.
    const { length } = JSON.parse(mended.replace(NUMBER, (token) => (isNaN(token) ? '0' : token)));
    mended = mended.replace(NUMBER, (token) => (isNaN(token) ? `"${length}"` : token));
    mended = mended.trim().replace(/"\d+"/, `"${length + 1}"`);
    return `${mended.slice(0, -1)},0,"extended","${length}:nan"]`;
};

export const isValid = (json) => {
    try {
        JSON.parse(json);
        return true;
    } catch {
        return false;
    }
};

/**
 * @param {any} value as the database has it
 * @param {Uint8Array[]} [binary]
 * @returns {Entry}
 * @throws {Error} where it is damaged
 */
export const entryOf = (value, binary = []) => {
    let [text, ...buffers] = Array.isArray(value) ? value : [value, ...binary];
    if (typeof text !== 'string') throw new Error('no text');
    if (!isValid(text)) text = mend(text);
    if (!buffers.every((buffer) => buffer instanceof Uint8Array)) throw new Error('no bytes');
    if (hasHugeNumber(text)) throw new Error(`an integer of more than ${MOST_DIGITS} digits`);
    check(JSON.parse(text), buffers);
    return { text, buffers };
};

const sameBytes = (a, b) => {
    if (a.length !== b.length) return false;
    const words = a.byteOffset % 4 || b.byteOffset % 4 ? 0 : a.length >> 2;
    const [c, d] = [a, b].map(({ buffer, byteOffset }) => new Uint32Array(buffer, words && byteOffset, words));
    for (let i = 0; i < words; i++) if (c[i] !== d[i]) return false;
    for (let i = words * 4; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
};

/** @param {Entry | undefined} a @param {Entry | undefined} b */
export const same = (a, b) =>
    a === b ||
    (Boolean(a && b) &&
        a.buffers.length === b.buffers.length &&
        ((a.json && a.json === b.json) || textOf(a) === textOf(b)) &&
        a.buffers.every((bytes, index) => sameBytes(bytes, b.buffers[index])));
