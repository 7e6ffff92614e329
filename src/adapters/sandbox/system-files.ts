import { existsSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { copySmall, privateFolder, writeInto } from './stage.ts';
import { GUARD_FILES } from './tripwire.ts';

/** Host folders that stand for the sandbox's own system files. */
export interface Stage {
  readonly mounts: readonly { readonly from: string; readonly at: string }[];
}

/**
 * Prepares `/etc` and Regent's own folder, once a process. Of the host's /etc only what programs need to run: names,
 * certificates, where libraries are. The rest holds keys and passwords.
 */
export function stageSystemFiles(home: string, regent: string): Stage {
  staged ??= stage(home, regent);
  return staged;
}

let staged: Stage | undefined;

function stage(home: string, regent: string): Stage {
  const etc = privateFolder('etc');
  writeInto(etc, { passwd: passwd(home), group: group(), 'resolv.conf': '' });
  copySmall('/etc', COPIED, etc);
  const shown = SHOWN.filter((name) => existsSync(join('/etc', name)));
  for (const name of shown) mkdirSync(join(etc, name), { recursive: true });
  const own = privateFolder('regent');
  // A mount point for the Node that `node` means.
  writeInto(own, { ...GUARD_FILES, 'bin/node': '' });
  return {
    mounts: [
      { from: etc, at: '/etc' },
      ...shown.map((name) => ({ from: join('/etc', name), at: join('/etc', name) })),
      { from: own, at: regent },
    ],
  };
}

/** Folders that are large, or links that must stay links. */
const SHOWN = [
  ...['alternatives', 'ssl/certs', 'pki/tls', 'pki/ca-trust/extracted', 'pki/java', 'ca-certificates/extracted'],
  ...['fonts', 'php', 'R', 'texmf', 'static', 'profiles/per-user'],
];

const COPIED = [
  ...['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'nsswitch.conf', 'localtime', 'timezone', 'hosts', 'host.conf'],
  ...['gai.conf', 'protocols', 'services', 'os-release', 'mime.types', 'magic', 'magic.mime', 'inputrc'],
  ...['ssl/openssl.cnf', 'ssl/cert.pem', 'crypto-policies', 'locale.conf', 'default/locale', 'debian_version'],
  ...['java', 'java-8-openjdk', 'java-11-openjdk', 'java-17-openjdk', 'java-21-openjdk', 'java-25-openjdk'],
  ...['maven/m2.conf', 'maven/logging', 'perl', 'python3', 'python3.11', 'python3.12', 'python3.13', 'dotnet'],
];

/** The user's real home is not named: Java and others would look there, whatever $HOME says. */
function passwd(home: string): string {
  const { uid, gid, username } = userInfo();
  const root = uid === 0 ? '' : 'root:x:0:0::/nonexistent:/bin/sh\n';
  const others = uid === 65534 ? '' : 'nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n';
  return `${username}:x:${uid}:${gid}::${home}:/bin/sh\n${root}${others}`;
}

function group(): string {
  const { gid, username } = userInfo();
  return `${username}:x:${gid}:\n${gid === 0 ? '' : 'root:x:0:\n'}${gid === 65534 ? '' : 'nogroup:x:65534:\n'}`;
}
