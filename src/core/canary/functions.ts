import type { Planted } from '../canary.ts';
import { varyNumbers } from './values.ts';

/** Adds a test function to a file of Go. */
export function goCanary(path: string, source: string, word: string): Planted | null {
  if (!path.endsWith('_test.go') || !/^import (?:"testing"|\()/m.test(source)) return null;
  const [, first] = /^func (Test\w*)\(t \*testing\.T\)/m.exec(source) ?? [];
  if (first === undefined) return null;
  const name = `${first.slice(0, 40)}${capital(word)}`;
  const body = varyNumbers(
    'if got, want := 17, 18; got != want {\n\t\tt.Fatalf("got %d, want %d", got, want)\n\t}',
    word,
  );
  return { text: `${source}\nfunc ${name}(t *testing.T) {\n\t${body}\n}\n`, titles: [name] };
}

/** Adds a test method to a class of JUnit 4 or 5, in the way that the class compares. */
export function javaCanary(source: string, word: string): Planted | null {
  if (!/^import org\.junit\.(?:jupiter\.api\.)?(?:Test|\*);/m.test(source)) return null;
  const head = /^(?:public )?(?:final )?class \w+[^{\n]*\{[ \t]*$/m.exec(source);
  const [, first] = /@Test\s+(?:public )?void (\w+)\(/.exec(source) ?? [];
  if (!head || first === undefined) return null;
  const name = `${first.slice(0, 40)}${capital(word)}`;
  const failure = /\bassertEquals\(/.test(source)
    ? 'assertEquals(17, 18);'
    : /\bassertThat\([^;]*\.isEqualTo\(/.test(source)
      ? 'assertThat(17).isEqualTo(18);'
      : 'throw new AssertionError("17 is not 18");';
  return addMethod(source, head, `  @Test\n  public void ${name}() {\n    ${failure}\n  }\n`, name, word);
}

/** Adds a test method to a class of PHPUnit. */
export function phpCanary(source: string, word: string): Planted | null {
  const head = /^(?:final )?class \w+ extends (?:\\?PHPUnit\\Framework\\)?TestCase\s*\{[ \t]*$/m.exec(source);
  const [, first] = /public function (test\w+)\(/.exec(source) ?? [];
  if (!head || first === undefined) return null;
  const name = `${first.slice(0, 40)}${capital(word)}`;
  const assertion = /\bassertEquals\(/.test(source) && !/\bassertSame\(/.test(source) ? 'assertEquals' : 'assertSame';
  return addMethod(
    source,
    head,
    `    public function ${name}(): void\n    {\n        $this->${assertion}(17, 18);\n    }\n`,
    name,
    word,
  );
}

/** Adds a test to a module of ExUnit, in front of its first. */
export function elixirCanary(source: string, title: string, word: string): Planted | null {
  const first = /^(?:[ \t]*@tag[^\n]*\n)*(?<indent>[ \t]+)(?:test|describe) "/m.exec(source);
  if (!first || !/^[ \t]*use ExUnit\.Case\b/m.test(source)) return null;
  const indent = first.groups?.indent ?? '  ';
  const test = `${indent}test "${title}" do\n${indent}  assert ${varyNumbers('17 == 18', word)}\n${indent}end\n\n`;
  return { text: source.slice(0, first.index) + test + source.slice(first.index), titles: [title] };
}

function addMethod(source: string, head: RegExpExecArray, method: string, name: string, word: string): Planted {
  const at = head.index + head[0].length;
  return { text: `${source.slice(0, at)}\n${varyNumbers(method, word)}${source.slice(at)}`, titles: [name] };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
