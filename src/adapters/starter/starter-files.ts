import { placeholders } from '../../core/placeholders.ts';

/** What `regent init` writes: path → text. One spec, small enough to read in a minute, complete enough to run. */
export const starterFiles: Readonly<Record<string, string>> = {
  'specs/greet/spec.md': `---
name: greet
summary: Greets people by name
language: javascript
outputs: [src/greet/**]
tests:
  command: node --test --test-reporter=tap specs/greet/tests/*.test.mjs
  report: tap
holdout:
  command: node --test --test-reporter=tap specs/greet/holdout/*.test.mjs
  report: tap
limits: { attempts: 4, minutes: 10, usd: 0.5 }
---

# greet

A function that greets people, in \`src/greet/greet.mjs\`. Its signature is in \`contract/greet.d.mts\`.

- **R1** \`greet(['Ada'])\` is \`'Hello, Ada!'\`.
- **R2** Two names are joined with " and ", three and more with commas and " and " before the last, without a comma
  before "and": \`'Hello, Ada, Grace and Edsger!'\`.
- **R3** White space around a name is dropped. A name that is empty then does not count.
- **R4** When no name is left, the greeting is \`'Hello, world!'\`.
`,
  'specs/greet/contract/greet.d.mts': `/** Returns the greeting for these names, in their order. */
export function greet(names: readonly string[]): string;
`,
  'specs/greet/tests/greet.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet } from '../../../src/greet/greet.mjs';

test('R1 greets one person', () => {
  assert.equal(greet(['Ada']), 'Hello, Ada!');
});

test('R2 joins two names with and', () => {
  assert.equal(greet(['Ada', 'Grace']), 'Hello, Ada and Grace!');
});

test('R2 joins three names with a comma and and', () => {
  assert.equal(greet(['Ada', 'Grace', 'Edsger']), 'Hello, Ada, Grace and Edsger!');
});

test('R3 drops white space and empty names', () => {
  assert.equal(greet(['  Ada ', ' ']), 'Hello, Ada!');
});

test('R4 greets the world when nobody is named', () => {
  assert.equal(greet([]), 'Hello, world!');
});
`,
  'specs/greet/holdout/greet.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet } from '../../../src/greet/greet.mjs';

test('R2 joins four names', () => {
  assert.equal(greet(['A', 'B', 'C', 'D']), 'Hello, A, B, C and D!');
});

test('R3 and R4: only blank names greet the world', () => {
  assert.equal(greet([' ', '\\t', '']), 'Hello, world!');
});
`,
};

/** What `regent spec new` writes: path → text. Valid as it stands, and a person's to change. */
export function newSpecFiles(name: string): Record<string, string> {
  return {
    [`specs/${name}/spec.md`]: `---
name: ${name}
summary: ${placeholders.spec.summary}
language: javascript
outputs: [src/${name}/**]
tests:
  command: node --test --test-reporter=tap specs/${name}/tests/*.test.mjs
  report: tap
limits: { attempts: 6, minutes: 20, usd: 1 }
---

# ${name}

${placeholders.spec.purpose} \`src/${name}/${name}.mjs\`.

- **R1** \`run(text)\` returns the text without white space at its ends.
`,
    [`specs/${name}/tests/${name}.test.mjs`]: `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../../src/${name}/${name}.mjs';

test('R1 drops white space at the ends', () => {
  assert.equal(run('  a b '), 'a b');
});
`,
  };
}
