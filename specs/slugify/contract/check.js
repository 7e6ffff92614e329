// Proves that the module keeps the shape of slugify.d.ts: the same exports, values and types, with as many parameters.
// Needs Node alone. It does not check the types of parameters; for that, give `tsc` both files.
import { readFileSync } from 'node:fs';

const file = new URL('../../../generated/slugify/slugify.ts', import.meta.url);
const declared = readFileSync(new URL('slugify.d.ts', import.meta.url), 'utf8');
const source = readFileSync(file, 'utf8');
const problems = [];

try {
  compare(await import(file.href));
} catch (error) {
  problems.push(`the module can't be loaded: ${error.message}`);
}

for (const problem of problems) console.error(`contract: ${problem}`);
process.exitCode = problems.length === 0 ? 0 : 1;

function compare(module) {
  const functions = [...declared.matchAll(/^export function (\w+)\(([^)]*)\)/gm)];
  const names = functions.map(([, name]) => name);
  for (const name of Object.keys(module)) {
    if (!names.includes(name)) problems.push(`${name} is exported, but not in the contract`);
  }
  for (const [, name, parameters] of functions) {
    const all = parameters.split(',');
    const required = all.filter((parameter) => !parameter.includes('?:')).length;
    const value = module[name];
    if (typeof value !== 'function') problems.push(`${name} is not exported as a function`);
    else if (value.length < required || value.length > all.length)
      problems.push(`${name} takes ${value.length} parameters; the contract says ${required} to ${all.length}`);
  }
  for (const [, name] of declared.matchAll(/^export (?:type|interface) (\w+)/gm)) {
    const exported = new RegExp(
      `export\\s+(type|interface)\\s+${name}\\b|export\\s+(type\\s*)?\\{[^}]*\\b${name}\\b[^}]*\\}`,
    );
    if (!exported.test(source)) problems.push(`the type ${name} is not exported`);
  }
}
