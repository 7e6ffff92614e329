import { type Block, bash, runTests, say, write } from './model-server.ts';

const folder = 'generated/adder';

/** A spec that Node's own runner can test, small enough that a session takes a second. */
export function adderFiles(more: { frontmatter?: string; name?: string } = {}): Record<string, string> {
  const name = more.name ?? 'adder';
  return {
    [`specs/${name}/spec.md`]: `---
name: ${name}
summary: Adds two numbers
language: javascript
outputs: [generated/${name}/**]
tests:
  command: node --test --test-reporter=tap specs/${name}/tests/*.test.js
  report: tap
${more.frontmatter ?? ''}---

# ${name}

- **R1** \`add(a, b)\` of generated/${name}/add.js returns the sum.
- **R2** Negative numbers are added too.
`,
    [`specs/${name}/tests/add.test.js`]: `const test = require('node:test');
const assert = require('node:assert');
const { add } = require('../../../generated/${name}/add.js');
test('R1 adds', () => assert.strictEqual(add(1, 2), 3));
test('R2 adds negative numbers', () => assert.strictEqual(add(-1, -2), -3));
`,
  };
}

/** The right file, and one that fails both tests. */
export const right = 'exports.add = (a, b) => a + b;\n';
export const wrong = 'exports.add = (a, b) => a - b;\n';

export function writeAdder(content: string, name = 'adder'): Block {
  return write(`generated/${name}/add.js`, content);
}

/**
 * A session whose calls can't be made twice unnoticed: the edit's text is there once before it and twice after, and the
 * commands append, inside the outputs and outside.
 */
export const delicateSession: readonly (readonly Block[])[] = [
  [say('First the file.'), writeAdder(`// marks: one\n${wrong}`)],
  [
    {
      type: 'tool_use',
      name: 'edit',
      input: { file_path: `${folder}/add.js`, old_string: 'one', new_string: 'one, one' },
    },
    bash(`echo scratch >> scratch.txt; echo line >> ${folder}/notes.txt; cat scratch.txt >> ${folder}/notes.txt`),
  ],
  [runTests],
  [
    bash(`echo more >> ${folder}/notes.txt; cat ${folder}/notes.txt >> ${folder}/copy.txt`),
    {
      type: 'tool_use',
      name: 'edit',
      input: { file_path: `${folder}/add.js`, old_string: 'a - b', new_string: 'a + b' },
    },
    {
      type: 'tool_use',
      name: 'choose',
      input: { question: 'What of strings?', choice: 'They are joined.', alternatives: ['They throw.'] },
    },
  ],
  [say('Now they pass.'), runTests],
];
