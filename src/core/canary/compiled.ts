import type { Planted } from '../canary.ts';
import { varyNumbers } from './values.ts';

/** Adds a test to a file of Catch2, doctest or GoogleTest. */
export function cppCanaries(source: string, title: string, word: string): Planted | null {
  // What a condition of the preprocessor leaves out would leave it out too.
  if (/^\s*#\s*(?:else|elif)\b/m.test(source)) return null;
  if (/^TEST_CASE\(/m.test(source)) {
    const kind = /\bCHECK\(/.test(source) && !/\bREQUIRE\(/.test(source) ? 'CHECK' : 'REQUIRE';
    return plant(source, title, `TEST_CASE("${title}") {\n  ${kind}(17 == 18);\n}`, word);
  }
  const suite = /^TEST\((\w+),\s*\w+\)/m.exec(source)?.[1];
  const name = `Holds_${word}`;
  return suite === undefined ? null : plant(source, name, `TEST(${suite}, ${name}) {\n  EXPECT_EQ(17, 18);\n}`, word);
}

function plant(source: string, title: string, test: string, word: string): Planted {
  return { text: `${source}\n${varyNumbers(test, word)}\n`, titles: [title] };
}

/**
 * Makes a C program of tests fail after it did all that it does: code under test that ends the process well before, or
 * replaces `assert`, makes it succeed.
 */
export function cCanary(source: string, word: string): Planted | null {
  const main =
    /^int\s+main\s*\(\s*(void|int\s+(\w+)\s*,\s*(?:const\s+)?char\s*\*+\s*(\w+)\s*(?:\[\])?)?\s*\)\s*\{/m.exec(source);
  if (!main || /\b(?:_?exit|_Exit|quick_exit|abort|fork)\s*\(|^\s*#\s*define\s+NDEBUG\b/m.test(source)) return null;
  const takesArguments = main[2] !== undefined;
  const parameters = takesArguments ? main[0].slice(main[0].indexOf('(') + 1, main[0].lastIndexOf(')')) : 'void';
  const inner = `tests_${word}`;
  const renamed = `${source.slice(0, main.index)}static int ${inner}(${parameters}) {${source.slice(main.index + main[0].length)}`;
  // Where the compiler knows that `assert` must fail, it leaves out what comes after.
  const failure = /^#include\s*<assert\.h>/m.test(source)
    ? 'volatile int value = 17;\n  assert(value == 18);\n  return 0;'
    : 'return 97;';
  const passed = takesArguments ? `${main[2]}, ${main[3]}` : '';
  const added = `int main(${parameters}) {\n  (void)${inner}(${passed});\n  ${failure}\n}`;
  return { text: `${renamed}\n${varyNumbers(added, word)}\n`, titles: [] };
}
