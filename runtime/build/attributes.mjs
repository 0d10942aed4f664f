/**
 * What is valid for each element, for `pyscript/web/_names.py`: two modules of Python, made
 * of the data that the W3C extracts from its specifications and of two lists of attributes.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ariaAttributes } from 'aria-attributes';
import { htmlElementAttributes } from 'html-element-attributes';
import { svgElementAttributes } from 'svg-element-attributes';
import { parse } from 'webidl2';

/** Names of these are set by views, or by `on_…`. */
const OTHERWISE = /^(?:style|on[a-z]+)$/;

/** What `<script>` has for Python besides: docs/scripts.md and docs/editor.md tell what it means. */
const OURS = {
  script:
    'config config-parser env env-override name onbeforerun output rows service-worker setup target terminal worker'.split(' '),
};

/**
 * The attributes of every interface of the DOM that can be set, with those that it inherits
 * or includes: name to the attribute of HTML that it reflects, if that is spelled otherwise.
 * @param {string} folder of WebIDL files
 */
const interfaces = (folder) => {
  const own = new Map();
  const above = new Map();
  const add = (name, other) => above.set(name, [...(above.get(name) ?? []), other]);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.idl'))) {
    for (const definition of parse(readFileSync(join(folder, file), 'utf8'))) {
      if (definition.type === 'includes') add(definition.target, definition.includes);
      if (!['interface', 'interface mixin'].includes(definition.type)) continue;
      const { name, inheritance, members } = definition;
      if (inheritance) add(name, inheritance);
      const settable = own.get(name) ?? new Map();
      own.set(name, settable);
      for (const { type, name, readonly, special, extAttrs } of members) {
        if (type !== 'attribute' || special === 'static' || OTHERWISE.test(name)) continue;
        const forwards = extAttrs.some((attribute) => attribute.name === 'PutForwards');
        if (readonly && !forwards) continue;
        const reflect = extAttrs.find((attribute) => /^Reflect/.test(attribute.name) && attribute.rhs);
        const text = reflect?.rhs.type === 'string' ? JSON.parse(reflect.rhs.value) : '';
        settable.set(name, text);
      }
    }
  }
  const all = (name) => {
    const found = new Map(own.get(name));
    for (const other of above.get(name) ?? [])
      for (const [key, value] of all(other)) if (!found.has(key)) found.set(key, value);
    return found;
  };
  return all;
};

/** @param {string} folder of webref's elements @returns {Record<string, string>} tag to interface */
const tagInterfaces = (folder) => {
  const { elements } = JSON.parse(readFileSync(join(folder, 'html.json'), 'utf8'));
  return Object.fromEntries(elements.map(({ name, interface: type }) => [name, type ?? 'HTMLElement']));
};

/** @param {string} folder of webref's elements @returns {string[]} the tags of SVG today */
const svgTags = (folder) =>
  ['SVG2', 'svg-animations', 'filter-effects-1', 'css-masking-1'].flatMap((name) =>
    JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'))
      .elements.filter(({ obsolete }) => !obsolete)
      .map(({ name }) => name),
  );

/** An entry of the table: `tabIndex`, `for:htmlFor`, or `@itemprop` where there is no property. */
const entries = (properties, attributes) => {
  const byAttribute = new Map();
  for (const [name, reflects] of properties) {
    if (/^aria[A-Z]/.test(name)) continue; // their attributes say the same, and are listed
    const attribute = reflects || name.toLowerCase();
    // An attribute that names an element by its id is not the property that is the element.
    if (/Elements?$/.test(name)) byAttribute.set(name.toLowerCase(), name);
    // "value" is the attribute of defaultValue, but also a property: the property it is.
    else if (reflects && properties.has(reflects)) byAttribute.set(name.toLowerCase(), name);
    else byAttribute.set(attribute, name);
  }
  if (properties.has('className')) byAttribute.set('class', 'className').delete('classname');
  const lines = [...byAttribute].map(([attribute, name]) =>
    attribute === name.toLowerCase() ? name : `${attribute}:${name}`,
  );
  for (const attribute of attributes) if (!byAttribute.has(attribute) && attribute !== 'style') lines.push(`@${attribute}`);
  return lines.sort();
};

const python = (name, lines) => {
  const text = [];
  let line = '';
  for (const each of lines) {
    if (line && line.length + each.length > 90) {
      text.push(line);
      line = '';
    }
    line += `${each} `;
  }
  text.push(line);
  return `${name} = (\n${text.map((each) => `    ${JSON.stringify(each)}\n`).join('')})\n`;
};

const dictionary = (name, table) =>
  `${name} = {\n${Object.entries(table)
    .filter(([, lines]) => lines.length)
    .map(([tag, lines]) => `    ${JSON.stringify(tag)}: ${JSON.stringify(lines.join(' '))},\n`)
    .join('')}}\n`;

/**
 * The files `pyscript/web/_valid.py` and `pyscript/web/_valid_svg.py`, as paths and texts.
 * @param {string} root the repository
 */
export const attributeTables = (root) => {
  const webref = join(root, 'node_modules/@webref');
  const all = interfaces(join(webref, 'idl'));
  const types = tagInterfaces(join(webref, 'elements'));

  const { '*': everywhere, ...perTag } = htmlElementAttributes;
  const common = all('HTMLElement');
  const html = {};
  for (const [tag, type] of Object.entries(types)) {
    const mine = new Map([...all(type)].filter(([name]) => !common.has(name)));
    html[tag] = entries(mine, [...(perTag[tag] ?? []), ...(OURS[tag] ?? [])]);
  }
  const every = entries(common, [...everywhere, ...ariaAttributes]);

  // Most of SVG's attributes are styles, which each element lists again.
  const { '*': anywhere, ...perElement } = svgElementAttributes;
  const counts = new Map();
  for (const names of Object.values(perElement))
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const shared = [...counts].filter(([, count]) => count > 20).map(([name]) => name);
  const svgProperties = ['autofocus', 'id', 'innerHTML', 'nonce', 'slot', 'tabIndex', 'textContent', 'scrollTop', 'scrollLeft'];
  const svg = {};
  for (const tag of svgTags(join(webref, 'elements')))
    svg[tag] = (perElement[tag] ?? [])
      .filter((name) => !shared.includes(name) && !/^(?:nav-|focus)/.test(name)) // of SVG Tiny
      .map((name) => `@${name}`);
  const svgEvery = [
    ...svgProperties,
    ...new Set(
      [...anywhere, ...shared, ...ariaAttributes, 'class', 'role', 'lang', 'part', 'fill', 'stroke']
        .filter((name) => !svgProperties.some((property) => property.toLowerCase() === name.toLowerCase()))
        .filter((name) => !OTHERWISE.test(name))
        .map((name) => `@${name}`),
    ),
  ].sort();

  const head = (text) => `"""${text}"""\n\n`;
  return [
    ['pyscript/web/_valid.py', head('What is valid for each element of HTML.') + python('EVERY', every) + dictionary('HTML', html)],
    ['pyscript/web/_valid_svg.py', head('What is valid for each element of SVG.') + python('EVERY', svgEvery) + dictionary('SVG', svg)],
  ];
};
