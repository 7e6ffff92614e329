import { join } from 'node:path';

/** A folder in which a version manager or a package manager keeps programs. */
export interface ToolHome {
  readonly name: string;
  readonly root: string;
  /** The variable that moves it elsewhere; when it is set, the home is shown even if PATH doesn't lead there. */
  readonly variable?: string;
  /** What of it is shown, relative; `''` is all. Never credentials, nor settings that may hold them. */
  readonly shown: readonly string[];
  /** Files below `shown` that may hold credentials all the same. */
  readonly masked?: readonly string[];
  /** The root is a file of settings, shown only when nothing in it looks like a secret. */
  readonly harmless?: boolean;
  /** Shown when this program is on PATH, wherever it is installed. */
  readonly program?: string;
  /** Shown there below the sandbox's own home folder, rather than at its own place. */
  readonly inHome?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Names of other homes without which it doesn't work. */
  readonly needs?: readonly string[];
}

/** The homes of known tools for this user, whether they exist or not. */
export function findToolHomes(env: Readonly<Record<string, string | undefined>>, home: string): readonly ToolHome[] {
  const at = (variable: string, path: string): string => absolute(env[variable]) ?? join(home, path);
  const whole = (name: string, variable: string, path: string, more: Partial<ToolHome> = {}): ToolHome => {
    const root = at(variable, path);
    return { name, root, variable, shown: [''], env: { [variable]: root }, ...more };
  };
  const cargo = at('CARGO_HOME', '.cargo');
  const rustup = at('RUSTUP_HOME', '.rustup');
  const local = join(home, '.local');
  const goPath = absolute(env.GOPATH?.split(':')[0]) ?? join(home, 'go');
  const goModules = absolute(env.GOMODCACHE) ?? join(goPath, 'pkg/mod');
  return [
    whole('pyenv', 'PYENV_ROOT', '.pyenv'),
    whole('rbenv', 'RBENV_ROOT', '.rbenv'),
    whole('nodenv', 'NODENV_ROOT', '.nodenv'),
    whole('goenv', 'GOENV_ROOT', '.goenv'),
    whole('jenv', 'JENV_ROOT', '.jenv'),
    whole('asdf', 'ASDF_DATA_DIR', '.asdf', { needs: ['tool-versions'] }),
    whole('volta', 'VOLTA_HOME', '.volta'),
    whole('mise', 'MISE_DATA_DIR', '.local/share/mise', { needs: ['tool-versions', 'mise-settings'] }),
    whole('fnm', 'FNM_DIR', '.local/share/fnm'),
    whole('nvm', 'NVM_DIR', '.nvm', { shown: ['versions'], env: {} }),
    whole('sdkman', 'SDKMAN_DIR', '.sdkman', { shown: ['candidates'] }),
    whole('deno', 'DENO_INSTALL', '.deno', { shown: ['bin'], env: {} }),
    whole('bun', 'BUN_INSTALL', '.bun', { shown: ['bin', 'install'], env: {} }),
    whole('pnpm', 'PNPM_HOME', '.local/share/pnpm', { env: {} }),
    whole('dotnet', 'DOTNET_ROOT', '.dotnet', { needs: ['nuget'] }),
    whole('opam', 'OPAMROOT', '.opam', { shown: ['default'], env: {} }),
    whole('ghcup', 'GHCUP_INSTALL_BASE_PREFIX', '.ghcup', { shown: ['bin', 'ghc', 'lib', 'share'], env: {} }),
    whole('conda', 'CONDA_PREFIX', 'miniconda3', { masked: ['.condarc'], env: {} }),
    {
      name: 'linuxbrew',
      root: '/home/linuxbrew/.linuxbrew',
      shown: ['bin', 'sbin', 'Cellar', 'opt', 'lib', 'share', 'include'],
    },
    {
      name: 'cargo',
      root: cargo,
      variable: 'CARGO_HOME',
      shown: ['bin'],
      needs: ['cargo-registry', 'cargo-git', 'cargo-settings', 'rustup'],
    },
    // Cargo locks files in its home, so that it gets a fresh one with the downloaded crates in it.
    { name: 'cargo-registry', root: join(cargo, 'registry'), shown: [], inHome: '.cargo/registry' },
    { name: 'cargo-git', root: join(cargo, 'git'), shown: [], inHome: '.cargo/git' },
    {
      name: 'cargo-settings',
      root: join(cargo, 'config.toml'),
      shown: [],
      inHome: '.cargo/config.toml',
      harmless: true,
    },
    { name: 'rustup', root: rustup, program: 'rustc', shown: [''], env: { RUSTUP_HOME: rustup } },
    { name: 'go', root: goPath, variable: 'GOPATH', shown: ['bin'], needs: ['go-modules'] },
    { name: 'go-modules', root: goModules, program: 'go', shown: [''], env: { GOMODCACHE: goModules } },
    {
      name: 'local',
      root: join(local, 'bin'),
      shown: [''],
      needs: ['python-user', 'uv', 'pipx', 'pipx-old'],
    },
    { name: 'python-user', root: join(local, 'lib'), shown: [''], env: { PYTHONUSERBASE: local } },
    { name: 'uv', root: join(local, 'share/uv'), shown: ['python', 'tools'] },
    { name: 'pipx', root: join(local, 'share/pipx'), shown: ['venvs'] },
    { name: 'pipx-old', root: join(local, 'pipx'), shown: ['venvs'] },
    {
      name: 'nuget',
      root: join(home, '.nuget/packages'),
      shown: [''],
      env: { NUGET_PACKAGES: join(home, '.nuget/packages') },
    },
    { name: 'tool-versions', root: join(home, '.tool-versions'), shown: [''], inHome: '.tool-versions' },
    {
      name: 'mise-settings',
      root: join(home, '.config/mise/config.toml'),
      shown: [],
      inHome: '.config/mise/config.toml',
      harmless: true,
    },
    // Java looks for these below its user's home; the settings beside them hold passwords.
    { name: 'maven', root: join(home, '.m2/repository'), program: 'mvn', shown: [''], inHome: '.m2/repository' },
    {
      name: 'gradle',
      root: join(home, '.gradle/caches'),
      program: 'java',
      shown: ['modules-2'],
      env: { GRADLE_RO_DEP_CACHE: join(home, '.gradle/caches') },
    },
  ];
}

function absolute(path: string | undefined): string | undefined {
  return path?.startsWith('/') === true && path !== '/' ? path.replace(/\/+$/, '') : undefined;
}
