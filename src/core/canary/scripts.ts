import type { Planted } from '../canary.ts';
import { otherLiteral, varyNumbers } from './values.ts';

/** Adds a test to a class of minitest or Test::Unit, and one that expects another value than the file's own do. */
export function rubyCanaries(source: string, title: string, word: string): Planted | null {
  const head = /^class \w+ < (?:Minitest|MiniTest|Test)::(?:Test|Unit::TestCase)[ \t]*$/m.exec(source);
  if (!head) return null;
  const stem = `test_${title.replace(/^test\s+/i, '').replaceAll(' ', '_')}`;
  const bodies = ['assert_equal 17, 18', ...otherRubyResult(source, word)];
  const names = bodies.map((_, at) => (at === 0 ? stem : `${stem}_${at}`));
  const at = head.index + head[0].length;
  const added = bodies.map((body, i) => `\n  def ${names[i]}\n    ${varyNumbers(body, word)}\n  end\n`);
  return { text: `${source.slice(0, at)}${added.join('')}${source.slice(at)}`, titles: names };
}

function otherRubyResult(source: string, word: string): string[] {
  const [, between = '', value = '', call = '', end = ''] =
    /^[ \t]+assert_equal(\(| )(-?\d+|"[^"#\n\\]*"|'[^'\n\\]*'), ([\w.:]+\([^\n#]*?\))(\)?)[ \t]*$/m.exec(source) ?? [];
  const other = otherLiteral(value, word);
  // Without parentheses a minus would be taken for an operator.
  return other === null || (between === '(') !== (end === ')') ? [] : [`assert_equal(${other}, ${call})`];
}

/** Adds a test to a file of busted. */
export function luaCanaries(source: string, title: string, word: string): Planted | null {
  if (!/^describe\s*\(/m.test(source) || /^return\b/m.test(source)) return null;
  const failing = varyNumbers('assert.are.equal(17, 18)', word);
  return { text: `${source}\n\nit('${title}', function()\n  ${failing}\nend)\n`, titles: [title] };
}

/** Adds a test to a script of tcltest, in front of what sums up. */
export function tclCanary(source: string, title: string, word: string): Planted | null {
  const tests = [...source.matchAll(/^(?:::?tcltest::)?test\s+[\w.-]+\s/gm)];
  const summed = /^(?:set\s+\w+\s+[^\n]*numTests|(?:::?tcltest::)?cleanupTests)\b/m.exec(source);
  if (tests.length === 0 || !summed) return null;
  const added = varyNumbers(`test ${word}-1 "${title}" -body { expr {17} } -result 18`, word);
  return { text: `${source.slice(0, summed.index)}${added}\n${source.slice(summed.index)}`, titles: [] };
}
