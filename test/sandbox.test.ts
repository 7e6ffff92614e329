import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { createBubblewrap } from '../src/adapters/sandbox/bubblewrap.ts';
import { explainFailure } from '../src/adapters/sandbox/bwrap-failures.ts';
import { findSandbox } from '../src/adapters/sandbox/detect.ts';
import { createNoSandbox } from '../src/adapters/sandbox/none.ts';
import { planMounts } from '../src/adapters/sandbox/protected-paths.ts';
import { findToolchains } from '../src/adapters/sandbox/toolchains.ts';
import type { Sandbox, SandboxRequest, SandboxResult } from '../src/core/ports.ts';
import { hasProgram } from './support/has-program.ts';

const BWRAP = '/usr/bin/bwrap';
const skip = process.platform !== 'linux' || !existsSync(BWRAP) ? 'needs bubblewrap' : false;
const made: string[] = [];
after(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

// Regent was started by npx: its own Node is found first, in some project's node_modules.
const env = { HOME: process.env.HOME, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
const bubblewrap = createBubblewrap(BWRAP, env);
const none = createNoSandbox(env);

for (const [name, sandbox] of [
  ['bubblewrap', bubblewrap],
  ['none', none],
] as const) {
  const options = { skip: process.platform === 'win32' || (name === 'bubblewrap' && skip) };

  test(`${name}: the command runs in the folder, and its output and exit code come back`, options, async () => {
    const folder = makeFolder({ 'a.txt': 'hello' });
    const result = await run(sandbox, { folder, command: 'pwd; cat a.txt; echo oops >/dev/stderr; exit 3' });
    assert.deepEqual(result.ending, { kind: 'exited', code: 3 });
    assert.equal(result.stdout, `${sandbox.inside(folder)}\nhello`);
    assert.equal(result.stderr, 'oops\n');
  });

  test(`${name}: a command that is killed has the signal's name`, options, async () => {
    const result = await run(sandbox, { command: 'kill -SEGV $$' });
    assert.deepEqual(result.ending, { kind: 'killed', signal: 'SIGSEGV' });
  });

  test(`${name}: the environment holds what is needed and nothing of Regent's`, options, async () => {
    process.env.REGENT_TEST_KEY = 'not to be seen';
    const reportDir = makeFolder({});
    const result = await run(sandbox, {
      command: 'env; echo ok >$REPORT_DIR/out; echo ok >$TMPDIR/a; echo ok >$HOME/b',
      reportDir,
      env: { EXTRA: '1' },
    });
    assert.match(result.stdout, /^EXTRA=1$/m);
    assert.match(result.stdout, /^CI=1$/m);
    assert.doesNotMatch(result.stdout, /not to be seen/);
    assert.equal(readFileSync(join(reportDir, 'out'), 'utf8'), 'ok\n');
    assert.equal(result.stderr, '');
  });

  test(`${name}: node is the one that Regent's PATH finds`, options, async () => {
    const result = await run(sandbox, { command: 'node -p process.version' });
    assert.equal(result.stdout.trim(), process.version, result.stderr);
  });

  test(`${name}: a linked folder is there, its programs on PATH`, options, async () => {
    const from = makeFolder(
      { 'pad/index.js': 'module.exports = 7', '.bin/seven': '#!/bin/sh\necho 7\n' },
      '.bin/seven',
    );
    const result = await run(sandbox, {
      command: 'node -p "require(\'pad\')"; seven',
      links: [{ from, at: 'node_modules' }],
    });
    assert.equal(result.stdout, '7\n7\n', result.stderr);
  });

  test(`${name}: time is limited, and what was said before is kept`, options, async () => {
    const result = await run(sandbox, {
      command: 'echo before; setsid sleep 300 & sleep 300',
      limits: { ...LIMITS, seconds: 0.5 },
    });
    assert.deepEqual(result.ending, { kind: 'timed-out', seconds: 0.5 });
    assert.equal(result.stdout, 'before\n');
  });

  test(`${name}: output is limited, and as much as is allowed is kept`, options, async () => {
    const result = await run(sandbox, { command: 'yes', limits: { ...LIMITS, outputKb: 10 } });
    assert.deepEqual(result.ending, { kind: 'over-limit', limit: 'output', allowed: '10 KB' });
    assert.equal(result.stdout.length, 10 * 1024);
  });

  test(`${name}: a child that holds stdout open does not hold up the run`, options, async () => {
    const result = await run(sandbox, { command: 'sleep 300 & (setsid sleep 300 &); echo done' });
    assert.deepEqual(result.ending, { kind: 'exited', code: 0 });
    assert.equal(result.stdout, 'done\n');
  });

  test(`${name}: an interruption ends the whole tree`, options, async () => {
    const folder = makeFolder({});
    const abort = new AbortController();
    const running = run(sandbox, { folder, command: 'setsid sleep 300 & touch started; sleep 300' }, abort.signal);
    while (!existsSync(join(folder, 'started'))) await new Promise((resolve) => setImmediate(resolve));
    abort.abort();
    assert.deepEqual((await running).ending, { kind: 'interrupted' });
    const before = await run(sandbox, { command: 'true' }, AbortSignal.abort());
    assert.deepEqual(before.ending, { kind: 'interrupted' });
  });

  test(`${name}: code under test can not end a Node test process`, options, async () => {
    const folder = makeFolder({
      'src/bad.cjs':
        'exports.end = () => process.exit(0); exports.later = () => setTimeout(process.exit, 0); if (require.main === module) process.exit(7);',
      'src/bad.mjs': 'process.reallyExit(0)',
      't/cli.cjs': 'process.exit(require("node:child_process").spawnSync(process.execPath, ["src/bad.cjs"]).status)',
    });
    const codes = [];
    for (const command of [
      'node -e "require(\'./src/bad.cjs\').end()"',
      'node -e "require(\'./src/bad.cjs\').later()"',
      'node -e "import(\'./src/bad.mjs\')"',
      'node src/bad.cjs',
      'node t/cli.cjs',
    ]) {
      const result = await run(sandbox, { folder, command, guardExits: ['src'] });
      codes.push(result.ending.kind === 'exited' ? result.ending.code : result.ending.kind);
      if (codes.at(-1) === 86) assert.match(result.stderr, /^regent: .* ended the test process$/m);
    }
    assert.deepEqual(codes, [86, 86, 86, 7, 7]);
  });

  const needsPython = { skip: options.skip || (!hasProgram('python3') && 'needs python3') };
  test(`${name}: code under test can not end a Python test process`, needsPython, async () => {
    const folder = makeFolder({
      'src/bad.py':
        'import os, sys\ndef end(): os._exit(0)\ndef leave(): sys.exit(0)\nif __name__ == "__main__": leave()\n',
      'src/top.py': 'raise SystemExit(0)\n',
      't/caught.py':
        'import sys\nsys.path.insert(0, "src")\nimport bad\ntry: bad.leave()\nexcept SystemExit: pass\nprint("went on")\n',
    });
    const start = 'import sys; sys.path.insert(0, \\"src\\"); import';
    const codes = [];
    for (const command of [
      `python3 -c "${start} bad; bad.end()"`,
      `python3 -c "${start} bad; bad.leave()"`,
      `python3 -c "${start} top"`,
      'python3 src/bad.py',
      'python3 t/caught.py',
    ]) {
      const result = await run(sandbox, { folder, command, guardExits: ['src'] });
      codes.push(result.ending.kind === 'exited' ? result.ending.code : result.ending.kind);
    }
    assert.deepEqual(codes, [86, 86, 86, 0, 0]);
  });
}

test('servers on 127.0.0.1 work without a network', { skip }, async () => {
  const code = `const s = require("http").createServer((q, r) => r.end("served")).listen(0, "127.0.0.1", async () => {
    console.log(await (await fetch("http://127.0.0.1:" + s.address().port)).text()); s.close(); });`;
  const result = await run(bubblewrap, { folder: makeFolder({ 'server.js': code }), command: 'node server.js' });
  assert.equal(result.stdout, 'served\n', result.stderr);
});

test('a report that is written after the runner has ended is waited for, also when it has begun', {
  skip,
}, async () => {
  const whole = '<testsuites time="0">\n<testsuite name="a"><testcase name="R1"/></testsuite>\n</testsuites>\n';
  const begun = whole.slice(0, 22);
  const reportDir = makeFolder({ 'late.xml': begun, 'rest.txt': whole.slice(22) });
  const command =
    'cp $REPORT_DIR/rest.txt $TMPDIR/rest; (sleep 0.3; cat $TMPDIR/rest >> $REPORT_DIR/late.xml) >/dev/null 2>&1 &';
  const { ending } = await run(bubblewrap, { command, reportDir });
  assert.deepEqual(ending, { kind: 'exited', code: 0 });
  assert.equal(readFileSync(join(reportDir, 'late.xml'), 'utf8'), whole);
});

test('many runs at a time do not disturb each other', { skip }, async () => {
  const results = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((n) => run(bubblewrap, { command: `echo ${n}; exit ${n}` })),
  );
  assert.deepEqual(
    results.map(({ stdout, ending }) => [stdout, ending]),
    [1, 2, 3, 4, 5, 6].map((code) => [`${code}\n`, { kind: 'exited', code }]),
  );
});

test('a protected path that is a symbolic link, or behind one, is refused and not followed', { skip }, async () => {
  const elsewhere = makeFolder({ 'spec.md': 'elsewhere' });
  const folder = makeFolder({ 'a.md': 'a' });
  symlinkSync(elsewhere, join(folder, 'specs'));
  for (const request of [
    { readOnly: ['specs'] },
    { readOnly: ['specs/spec.md'] },
    { readOnly: ['../x'] },
    { readOnly: ['/etc'] },
    { links: [{ from: elsewhere, at: 'specs/node_modules' }] },
    { links: [{ from: elsewhere, at: 'a.md' }] },
  ]) {
    const result = await run(bubblewrap, { folder, command: 'true', ...request });
    assert.equal(result.ending.kind, 'failed', JSON.stringify(request));
  }
  assert.deepEqual(readdirSync(elsewhere), ['spec.md']);
});

test('every folder above a protected one is pinned, once, and nothing below a read-only one', () => {
  const folder = makeFolder({ 'specs/foo/tests/a.js': '', 'specs/foo/spec.md': '', 'specs/bar/spec.md': '' });
  const planned = planMounts(
    folder,
    ['specs/foo/tests/a.js', 'specs/foo/tests', './specs//foo/spec.md', 'specs/bar', 'none'],
    [],
  );
  assert.ok('mounts' in planned);
  assert.deepEqual(
    planned.mounts.map(({ at, kind }) => `${kind} ${at}`),
    ['pin specs', 'read-only specs/bar', 'pin specs/foo', 'read-only specs/foo/tests', 'read-only specs/foo/spec.md'],
  );
});

test('programs of the home folder are shown, and neither projects nor credentials beside them', () => {
  const home = makeFolder({
    '.nvm/versions/node/v22/bin/node': '',
    '.nvm/versions/node/v22/lib/npm.js': '',
    '.cargo/bin/cargo': '',
    '.cargo/credentials.toml': '',
    '.cargo/registry/x': '',
    '.cargo/config.toml': '[registries.a]\ntoken = "x"\n',
    '.rustup/settings.toml': '',
    '.pyenv/shims/python': '',
    '.fly/bin/fly': '',
    '.fly/config.yml': '',
    'work/node_modules/.bin/tsc': '',
    '.local/bin/x': '',
    '.local/share/keyrings/login': '',
  });
  const at = (path: string): string => join(home, path);
  const PATH = [
    '.nvm/versions/node/v22/bin',
    '.cargo/bin',
    '.pyenv/shims',
    '.fly/bin',
    'work/node_modules/.bin',
    '.local/bin',
    '.',
  ].map(at);
  const tools = findToolchains({ PATH: [...PATH, 'relative', '/usr/bin'].join(':') }, home, process.execPath);
  assert.deepEqual(
    tools.shown.toSorted(),
    ['.cargo/bin', '.fly/bin', '.local/bin', '.nvm/versions', '.pyenv', '.rustup'].map(at),
  );
  assert.deepEqual(tools.inHome, [{ from: at('.cargo/registry'), at: '.cargo/registry' }]);
  assert.deepEqual(tools.path, [
    ...['.nvm/versions/node/v22/bin', '.cargo/bin', '.pyenv/shims', '.fly/bin', '.local/bin'].map(at),
    '/usr/bin',
  ]);
  // The Node that runs Regent goes first, whatever PATH says.
  assert.equal(tools.node, realpathSync(process.execPath));
});

test('each way in which bubblewrap fails is explained, with its mend', () => {
  const failures = [
    ['bwrap: Creating new namespace failed: No space left on device', /sysctl -w user.max_user_namespaces/],
    ['bwrap: setting up uid map: Permission denied', /AppArmor|apparmor/],
    ['bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted', /apparmor/],
    ['bwrap: setting up uid map: Operation not permitted', /SETFCAP/],
    ['bwrap: No permissions to create new namespace, likely because …', /unprivileged_userns_clone/],
    ["bwrap: Can't mount proc on /newroot/proc: Operation not permitted", /systempaths=unconfined/],
    ['bwrap: Unknown option --disable-userns', /Update/],
    ['spawn /usr/bin/bwrap ENOENT', /Install/],
    ['bwrap: something new', /bwrap --unshare-all/],
  ] as const;
  for (const [said, mend] of failures) assert.match(explainFailure(said).mend, mend, said);
});

test('a bubblewrap that can not set up the sandbox is a failure, never a result of the command', async () => {
  const folder = makeFolder(
    { bwrap: '#!/bin/sh\necho "bwrap: setting up uid map: Operation not permitted" >&2\nexit 1\n' },
    'bwrap',
  );
  const broken = await run(createBubblewrap(join(folder, 'bwrap'), env), { command: 'true' });
  assert.equal(broken.ending.kind, 'failed');
  const missing = await run(createBubblewrap(join(folder, 'nothing'), env), { command: 'true' });
  assert.equal(missing.ending.kind, 'failed');
});

test('the sandbox of this machine is found, and none only if the user allows it', async () => {
  const found = await findSandbox();
  if (!skip) assert.equal('sandbox' in found && found.sandbox.name, 'bubblewrap');
  else if ('missing' in found) assert.ok(found.missing.mend.length > 0);
  const allowed = await findSandbox({ allowNone: true, preferNone: true });
  assert.equal('sandbox' in allowed && allowed.sandbox.name, 'none');
  const notAllowed = await findSandbox({ preferNone: true });
  assert.notEqual('sandbox' in notAllowed && notAllowed.sandbox.name, 'none');
});

const LIMITS = { seconds: 30, memoryMb: 1024, processes: 64, fileMb: 16, outputKb: 256 };

function run(
  sandbox: Sandbox,
  request: Partial<SandboxRequest> & { command: string },
  signal?: AbortSignal,
): Promise<SandboxResult> {
  const folder = request.folder ?? makeFolder({});
  return sandbox.run(
    { readOnly: [], links: [], limits: LIMITS, ...request, folder },
    signal ?? new AbortController().signal,
  );
}

function makeFolder(files: Readonly<Record<string, string>>, ...executable: string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'regent-sandbox-test-'));
  made.push(root);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: executable.includes(name) ? 0o755 : 0o644 });
  }
  return root;
}
