import { requirementIds } from './expected.ts';

/** A requirement id that a test file names. */
export interface NamedId {
  readonly id: string;
  /** 1-based. */
  readonly line: number;
  /** True in the title or the name of a test, where an id that the spec lacks is surely a mistake. */
  readonly title: boolean;
}

/**
 * Finds the requirement ids that a test file names in titles, in other text literals and in the names of functions.
 * `known` are the spec's: in a function's name `R2_1` means R2.1 if the spec has that, else R2.
 */
export function findNamedIds(text: string, known: ReadonlySet<string>): NamedId[] {
  const named: NamedId[] = [];
  if (!/[Rr]\d/.test(text)) return named;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.length > LONGEST_LINE || !/[Rr]\d/.test(line) || COMMENT.test(line)) continue;
    for (const [literal, , content = ''] of line.matchAll(LITERAL)) {
      const before = line.slice(0, line.indexOf(literal));
      const title = TITLE_BEGINS.test(content) || TEST_CALL.test(before);
      for (const id of requirementIds(content)) named.push({ id, line: index + 1, title });
    }
    for (const [name] of line.matchAll(TEST_NAME)) {
      for (const id of idsInName(name, known)) named.push({ id, line: index + 1, title: true });
    }
  }
  return named;
}

/** Data, not tests. */
const LONGEST_LINE = 2000;
const COMMENT = /^\s*(?:\/\/|#(?!\[)|--|\*|\/\*|;)/;
const LITERAL = /(["'`])((?:\\.|(?!\1).)*)\1/g;
const TITLE_BEGINS = /^R\d+(?:\.\d+)*(?=[\s:,)\]–—-])\W*\p{L}/u;
/** `test('`, `it.skip("`, `t.run("`, `@test "`, `@DisplayName("`, `describe "`. */
const TEST_CALL =
  /(?:^|[^\w])(?:@?test|it|specify|describe|suite|context|scenario|feature|given|should|subtest|t\.Run|t\.run|DisplayName|Fact|TestCase|TEST_CASE|SECTION|testset|test_that)(?:\.\w+)*(?:\([^"'`]*\))?\s*\(?\s*$/i;
const TEST_NAME = /\b(?:test|it|should|spec)_?\w*[Rr]\d\w*/gi;

function idsInName(name: string, known: ReadonlySet<string>): string[] {
  const ids: string[] = [];
  for (const match of name.matchAll(/(?:(?<=_|^)[Rr]|(?<=[a-z])R)(\d+(?:_\d+)*)(?![a-z\d])/g)) {
    const numbers = match[1]!.split('_');
    let length = numbers.length;
    while (length > 1 && !known.has(`R${numbers.slice(0, length).join('.')}`)) length--;
    ids.push(`R${numbers.slice(0, length).join('.')}`);
  }
  return ids;
}
