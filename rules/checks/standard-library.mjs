// Fails where JavaScript, TypeScript or Python imports what is neither the language's own nor a file beside it.
import { spawnSync } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { outputs, report } from './outputs.mjs';

const imports =
  /^[ \t]*(?:import\s*|(?:import|export)\b[^'"`;()=]*?\bfrom\s*)['"]([^'"\n]+)['"]|\b(?:import|require)\(\s*['"]([^'"\n]+)['"]/gm;

for (const { path, language, text } of outputs) {
  if (language.name !== 'script') continue;
  for (const { index, 1: first, 2: second } of text.matchAll(imports)) {
    const name = first ?? second;
    if (isBuiltin(name) || /^\.\.?(?:\/|$)/.test(name)) continue;
    const line = text.slice(0, index).split('\n').length;
    report(path, line, `not in the standard library: ${name}`);
  }
}

const python = `
import ast, os, sys
for path in sys.argv[1:]:
    with open(path, encoding='utf-8') as file:
        tree = ast.parse(file.read(), path)
    beside = {name.removesuffix('.py') for name in os.listdir(os.path.dirname(path) or '.')}
    for node in ast.walk(tree):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        for name in names:
            if name.split('.')[0] not in sys.stdlib_module_names | beside:
                print(path, node.lineno, name, sep='\\t')
`;
const files = outputs.filter(({ language }) => language.name === 'python').map(({ path }) => path);
if (files.length > 0) {
  const { status, stdout, stderr, error } = spawnSync('python3', ['-c', python, ...files], { encoding: 'utf8' });
  if (status !== 0) report(files[0], 1, `python3 can't check it: ${error?.message ?? stderr.trim().split('\n').at(-1)}`);
  for (const found of (stdout ?? '').split('\n').filter(Boolean)) {
    const [path, line, name] = found.split('\t');
    report(path, line, `not in the standard library: ${name}`);
  }
}
