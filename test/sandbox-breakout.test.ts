import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createBubblewrap } from '../src/adapters/sandbox/bubblewrap.ts';
import type { SandboxEnding } from '../src/core/ports.ts';
import { hasProgram } from './support/has-program.ts';

// Each row is an attempt to break out. It has failed when it could not print ESCAPED or the secret, when nothing
// outside has changed, and when nothing of it still runs.

const BWRAP = '/usr/bin/bwrap';
const skip = process.platform !== 'linux' || !existsSync(BWRAP) ? 'needs bubblewrap' : false;
// Without Python such a row would be blocked by nothing but its absence.
const lacksPython = (command: string) => command.includes('python3') && !hasProgram('python3') && 'needs python3';

const world = mkdtempSync(join(tmpdir(), 'regent-breakout-'));
const home = join(world, 'home');
const folder = join(world, 'workspace');
const outside = join(world, 'outside.txt');
const SECRET = `secret-${process.pid}-${Math.random().toString(36).slice(2)}`;
writeTree(home, {
  '.ssh/id_rsa': SECRET,
  '.aws/credentials': SECRET,
  '.npmrc': SECRET,
  '.gitconfig': SECRET,
  '.cargo/credentials.toml': SECRET,
  '.cargo/bin/tool': '#!/bin/sh\necho tool works\n',
  '.m2/settings.xml': SECRET,
  '.fly/bin/fly': '#!/bin/sh\necho fly works\n',
  '.fly/config.yml': SECRET,
  'project/.env': SECRET,
  'project/node_modules/.bin/thing': '#!/bin/sh\n',
});
chmodSync(join(home, '.cargo/bin/tool'), 0o755);
chmodSync(join(home, '.fly/bin/fly'), 0o755);
writeTree(folder, {
  'specs/foo/spec.md': 'spec',
  'specs/foo/tests/a.test.js': 'test',
  'specs/foo/tests/deep/b.test.js': 'test',
  'odd \'name"\n/file': 'odd',
  'src/code.js': 'code',
});
const deps = join(world, 'deps');
writeTree(deps, { 'left-pad/index.js': 'pad', '.bin/pad': '#!/bin/sh\n' });
writeFileSync(outside, 'outside');
const readOnly = ['specs/foo/spec.md', 'specs/foo/tests', 'odd \'name"\n', 'does/not/exist'];

process.env.REGENT_TEST_API_KEY = SECRET;
const path = [join(home, '.cargo/bin'), join(home, '.fly/bin'), join(home, 'project/node_modules/.bin')];
const sandbox = createBubblewrap(BWRAP, {
  HOME: home,
  PATH: [...path, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
  API_KEY: SECRET,
});
// Listens on the host: a sandbox without a network can't reach it.
const server = createServer((socket) => socket.end(`ESCAPED ${SECRET}`))
  .listen(0, '127.0.0.1')
  .unref();
const unixServer = createServer((socket) => socket.end(`ESCAPED ${SECRET}`))
  .listen(`\0regent-breakout-${process.pid}`)
  .unref();
after(() => {
  server.close();
  unixServer.close();
  rmSync(world, { recursive: true, force: true });
});

/** Python with the C library at hand: `call('ptrace', …)` prints ESCAPED when the call succeeds. */
const python = (code: string): string => `python3 -c '
import ctypes, os, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *args):
    if getattr(libc, name)(*args) >= 0: print("ESCAPED", name)
${code}'`;

interface Row {
  readonly command: string;
  readonly ending?: { readonly kind: SandboxEnding['kind']; readonly code?: number; readonly limit?: string };
  readonly says?: RegExp;
  readonly limits?: Partial<typeof LIMITS>;
}
const LIMITS = { seconds: 10, memoryMb: 300, processes: 60, fileMb: 8, outputKb: 64 };

const ROWS: Readonly<Record<string, Row>> = {
  'secrets in the home folder can not be read': {
    command: `cat ${home}/.ssh/id_rsa ${home}/.aws/credentials ${home}/.npmrc ${home}/.gitconfig ${home}/.m2/settings.xml ~/.ssh/id_rsa`,
  },
  'credentials beside the programs on PATH can not be read': {
    command: `tool; fly; cat ${home}/.cargo/credentials.toml ${home}/.fly/config.yml ${home}/project/.env; grep -r secret- ${home}`,
    says: /tool works\nfly works/,
  },
  'the home folder shows nothing but the folders of programs': {
    command: `ls -A ${home} | grep -v -x -e .cargo -e .fly && echo ESCAPED`,
  },
  'system secrets are not there': {
    command:
      'cat /etc/shadow /etc/sudoers /etc/ssh/* /root/.bashrc && echo ESCAPED; ls /etc/ssl/private && echo ESCAPED',
  },
  'keys of the environment are not passed on': { command: 'env; cat /proc/*/environ' },
  'the environment of bubblewrap itself is as clean': {
    command: 'tr "\\0" "\\n" </proc/1/environ | grep -i key && echo ESCAPED',
  },
  'processes outside are not to be seen': {
    command: 'ls -d /proc/[0-9]* | grep -c /; test $(ls -d /proc/[0-9]* | wc -l) -le 6 || echo ESCAPED',
  },
  'nothing outside the workspace can be written': {
    command: `echo x >${outside}; for f in / /usr /etc /opt /dev /run /run/regent /etc/ssl/certs ${home}/.cargo/bin /proc/sys/kernel; do echo x >$f/regent-escaped && echo ESCAPED $f; done`,
  },
  'read-only files can not be changed, deleted or replaced': {
    command:
      'cd specs/foo; echo x >spec.md; rm -f spec.md; mv spec.md s; echo y >z; mv -f z spec.md; ln -sf /etc/passwd spec.md; rm -rf tests; touch tests/new; truncate -s 0 tests/a.test.js; chmod 777 tests',
  },
  'the folders above what is read-only can not be moved': {
    command:
      "mv specs specs2; mv specs/foo specs/bar; mv specs/foo /tmp/; cd ..; mv workspace w; rm -rf /workspace/specs; python3 -c \"import os; os.rename('/workspace/specs', '/workspace/x')\"",
  },
  'folders can not be exchanged or covered': {
    command: python(`os.makedirs("evil/foo/tests", exist_ok=True)
call("renameat2", -100, b"/workspace/specs", -100, b"/workspace/evil", 2)
call("mount", b"/workspace/evil", b"/workspace/specs", None, 4096, None)
call("mount", b"tmpfs", b"/workspace/specs/foo/tests", b"tmpfs", 0, None)`),
  },
  'a name with quotes and a line break is protected like any other': {
    command: `for d in odd*; do echo x >"$d/file"; rm -rf "$d"; mv "$d" other; done`,
  },
  'a hard link to a read-only file can not be made': {
    command: 'ln specs/foo/spec.md copy && echo x >copy; ln specs/foo/tests/a.test.js c2 && echo x >c2',
  },
  'a linked folder can not be changed or replaced': {
    command:
      'echo x >node_modules/left-pad/index.js; rm -rf node_modules; mv node_modules n; touch node_modules/x; cat node_modules/left-pad/index.js',
    says: /^pad$/m,
  },
  'a mount can not be made writable again': {
    command:
      'mount -o remount,bind,rw /workspace/specs/foo/tests; mount -o remount,rw /; mount -o remount,bind,rw /usr && echo ESCAPED; umount -l /workspace/specs/foo/tests && echo ESCAPED',
  },
  'nested user namespaces give no rights back': {
    command: `unshare -Ur true && echo ESCAPED; unshare -Urm mount -o remount,bind,rw /usr && echo ESCAPED; ${python('call("unshare", 0x10000000)')}`,
  },
  'other namespaces can not be made or joined': {
    command: python(`for flag in (0x20000, 0x40000000, 0x20000000, 0x8000000, 0x4000000): call("unshare", flag)
for pid in (1, os.getppid()):
    for ns in ("mnt", "user", "pid", "net"):
        fd = os.open("/proc/%d/ns/%s" % (pid, ns), 0)
        if ns != "user": call("setns", fd, 0)`),
  },
  'processes outside can not be traced or signalled': {
    command: `kill -9 ${process.pid}; kill -9 ${process.ppid}; ${python(`call("ptrace", 16, ${process.pid}, 0, 0)
call("kill", ${process.pid}, 0)`)}`,
  },
  'killing everything in sight ends only the sandbox': { command: 'kill -9 -1' },
  'the host on 127.0.0.1 can not be reached': {
    command: python(`import socket
socket.create_connection(("127.0.0.1", PORT), 1); print("ESCAPED")`),
  },
  'the internet can not be reached': {
    command: python(`import socket
for address in (("1.1.1.1", 53), ("8.8.8.8", 443)):
    try: socket.create_connection(address, 1); print("ESCAPED")
    except OSError: pass
try: print("ESCAPED", socket.getaddrinfo("example.com", 80))
except OSError: pass`),
  },
  'abstract sockets of the host can not be reached': {
    command: python(`import socket
s = socket.socket(socket.AF_UNIX); s.connect(b"\\0regent-breakout-${process.pid}"); print(s.recv(100))`),
  },
  'there are no disks, memory devices or terminals': {
    command:
      'ls /dev/sd* /dev/vd* /dev/nvme* /dev/mem /dev/kmsg /dev/kvm /dev/fuse /dev/loop* 2>/dev/null && echo ESCAPED; mknod /tmp/d b 254 0 && cat /tmp/d | head -c1 && echo ESCAPED; echo x >/dev/tty && echo ESCAPED',
  },
  "nothing can be typed into the user's terminal": {
    command: python(`import fcntl
for fd in (0, 1, 2):
    try: fcntl.ioctl(fd, 0x5412, b"x"); print("ESCAPED")
    except OSError: pass`),
  },
  'there are no other descriptors than the usual three': {
    command: python(`for fd in range(3, 1024):
    try: where = os.readlink("/proc/self/fd/%d" % fd)
    except OSError: continue
    if where != "/dev/null": print("ESCAPED", fd, where)`),
  },
  'the kernel can not be reconfigured': {
    command:
      'echo 1 >/proc/sys/kernel/sysrq && echo ESCAPED; echo b >/proc/sysrq-trigger && echo ESCAPED; echo x >/proc/sys/kernel/domainname && echo ESCAPED; find /proc/sys -writable | grep . && echo ESCAPED; ls /sys/fs/cgroup && echo ESCAPED; insmod x && echo ESCAPED',
  },
  'the host can not be reached through /proc': {
    command: `cat /proc/1/root${outside} /proc/1/cwd/${outside} && echo ESCAPED; ls /proc/1/root/work /proc/1/root/home 2>/dev/null && echo ESCAPED; cat /proc/1/mountinfo >/dev/null; ls -d /oldroot && echo ESCAPED`,
  },
  'keyrings of the session are not passed on': {
    command: python(`number = {"x86_64": 250, "aarch64": 219}.get(os.uname().machine)
if number and libc.syscall(number, 0, -3, 0) > 0: print("ESCAPED")`),
  },
  'rights can not be gained by a set-user-id program': {
    command:
      'cp /bin/sh /tmp/s; chmod 4755 /tmp/s; grep CapEff /proc/self/status; grep -q "NoNewPrivs:.1" /proc/self/status || echo ESCAPED; su -c true && echo ESCAPED; sudo -n true && echo ESCAPED',
    says: /CapEff:\s0+$/m,
  },
  'a symbolic link leads nowhere outside': {
    command: `ln -s ${world} out; cat out/outside.txt; echo x >out/outside.txt; ln -s ${home}/.ssh/id_rsa k; cat k`,
  },
  'a process that leaves the session is gone with the command': {
    command: 'setsid sleep 300 & setsid sh -c "sleep 301 & exec >/dev/null" & (nohup sleep 302 &) ; true',
    ending: { kind: 'exited', code: 0 },
  },
  'a process that ignores signals is gone with the command': {
    command: python(`import signal, time
if os.fork() == 0:
    os.setsid()
    for n in range(1, 65):
        try: signal.signal(n, signal.SIG_IGN)
        except (OSError, ValueError): pass
    os.closerange(3, 100); time.sleep(300)`),
    ending: { kind: 'exited', code: 0 },
  },
  'a command that ignores signals is killed in time': {
    command: 'trap "" TERM INT HUP; (setsid sleep 300 &); while :; do sleep 1; done',
    limits: { seconds: 0.3 },
    ending: { kind: 'timed-out' },
  },
  'a fork bomb is stopped': {
    command: 'bomb() { bomb | bomb & }; bomb; sleep 5',
    ending: { kind: 'over-limit', limit: 'processes' },
  },
  'a fork bomb that daemonizes is stopped': {
    command: python(`while True:
    try:
        if os.fork() == 0: os.setsid()
    except OSError: pass`),
    ending: { kind: 'over-limit', limit: 'processes' },
  },
  'memory is limited': {
    command: python('blocks = []\nwhile True: blocks.append(b"x" * 4000000)'),
    ending: { kind: 'over-limit', limit: 'memory' },
  },
  'memory of many processes together is limited': {
    command: 'for i in 1 2 3 4; do python3 -c "x = b\'x\' * 120000000; import time; time.sleep(5)" & done; wait',
    ending: { kind: 'over-limit', limit: 'memory' },
  },
  'files in memory count as memory': {
    command:
      'ulimit -f; for i in $(seq 100); do head -c 8000000 /dev/zero >/dev/shm/$i || break; done; df -m /dev/shm | tail -1; echo x >/tmp/x; for i in $(seq 100); do head -c 8000000 /dev/zero >/tmp/$i || break; done; sleep 5',
    ending: { kind: 'over-limit', limit: 'memory' },
  },
  'a file can not grow over the limit': {
    command: 'exec head -c 20000000 /dev/zero >big',
    ending: { kind: 'over-limit', limit: 'disk' },
  },
  'many files together can not fill the disk': {
    command: 'for i in $(seq 1000); do head -c 8000000 /dev/zero >fill$i; done; sleep 5',
    ending: { kind: 'over-limit', limit: 'disk' },
  },
  'a flood of output is cut off': {
    command: 'yes',
    ending: { kind: 'over-limit', limit: 'output' },
  },
  'a flood on stderr is cut off': {
    command: 'yes >&2',
    ending: { kind: 'over-limit', limit: 'output' },
  },
  'limits can not be raised': { command: 'ulimit -f unlimited && echo ESCAPED; ulimit -c unlimited && echo ESCAPED' },
  'there is no input to wait for': { command: 'cat; read x && echo ESCAPED', ending: { kind: 'exited' } },
};

for (const [title, row] of Object.entries(ROWS)) {
  test(title, { skip: skip || lacksPython(row.command) }, async () => {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const result = await sandbox.run(
      {
        command: row.command.replace('PORT', String(port)),
        folder,
        readOnly,
        links: [{ from: deps, at: 'node_modules' }],
        env: { BREAKOUT: SECRET.slice(7) },
        limits: { ...LIMITS, ...row.limits },
      },
      new AbortController().signal,
    );
    const said = `${result.stdout}\n${result.stderr}`;
    assert.notEqual(result.ending.kind, 'failed', said);
    assert.ok(!result.stdout.includes('ESCAPED') && !said.includes(SECRET), said);
    if (row.ending !== undefined) assert.partialDeepStrictEqual(result.ending, row.ending, said.slice(0, 2000));
    if (row.says !== undefined) assert.match(result.stdout, row.says, said);
    assert.deepEqual(survivors(), []);
    assertUntouched();
    for (const name of readdirSync(folder))
      if (/^fill|^big$|^evil$|^out$|^k$/.test(name)) rmSync(join(folder, name), { recursive: true });
  });
}

test('a process can make any number of sandboxes', { skip }, async () => {
  for (let more = 0; more < 2; more++) {
    const { ending } = await createBubblewrap(BWRAP).run(
      { command: 'cat /etc/passwd', folder, readOnly: [], links: [], limits: LIMITS },
      new AbortController().signal,
    );
    assert.deepEqual(ending, { kind: 'exited', code: 0 });
  }
});

test('an ordinary user is as well protected as root', { skip: skip || cannotBecomeNobody() }, () => {
  const copy = mkdtempSync(join(tmpdir(), 'regent-nobody-'));
  chmodSync(copy, 0o777);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const drop = ['--reuid=65534', '--regid=65534', '--clear-groups', '--'];
  const self = process.argv[1] ?? '';
  const run = spawnSync('setpriv', [...drop, process.execPath, '--test', '--test-reporter=tap', self], {
    env: { ...env, HOME: copy, TMPDIR: copy },
    encoding: 'utf8',
  });
  rmSync(copy, { recursive: true, force: true });
  assert.equal(
    run.status,
    0,
    run.stdout
      .split('\n')
      .filter((line) => !line.startsWith('ok'))
      .join('\n'),
  );
  assert.match(run.stdout, /# pass [4-9]\d/);
});

function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

/** Processes of any row that still run, by the variable that all of them had. */
function survivors(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`BREAKOUT=${SECRET.slice(7)}`);
    } catch {
      return false;
    }
  });
}

function assertUntouched(): void {
  assert.equal(readFileSync(outside, 'utf8'), 'outside');
  assert.equal(readFileSync(join(home, '.ssh/id_rsa'), 'utf8'), SECRET);
  assert.equal(readFileSync(join(folder, 'specs/foo/spec.md'), 'utf8'), 'spec');
  assert.equal(readFileSync(join(folder, 'specs/foo/tests/a.test.js'), 'utf8'), 'test');
  assert.equal(readFileSync(join(folder, 'specs/foo/tests/deep/b.test.js'), 'utf8'), 'test');
  assert.deepEqual(readdirSync(join(folder, 'specs/foo/tests')).toSorted(), ['a.test.js', 'deep']);
  assert.equal(readFileSync(join(folder, 'odd \'name"\n', 'file'), 'utf8'), 'odd');
  assert.equal(readFileSync(join(deps, 'left-pad/index.js'), 'utf8'), 'pad');
  assert.deepEqual(readdirSync(world).toSorted(), ['deps', 'home', 'outside.txt', 'workspace']);
}

function cannotBecomeNobody(): string | false {
  if (process.getuid?.() !== 0) return 'needs root to become another user';
  try {
    execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'test', '-r', process.argv[1] ?? '']);
    return false;
  } catch {
    return 'another user can not read this file';
  }
}
