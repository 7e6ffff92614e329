import type { SandboxRequest } from '../../core/ports.ts';

/** Where things are inside. */
export interface Places {
  readonly home: string;
  readonly temp: string;
  readonly reportDir: string | undefined;
  readonly path: readonly string[];
}

/**
 * The whole environment of a command in a sandbox: nothing of Regent's own, so no keys. Caches go to the temporary
 * space, since nothing else is writable and what one run leaves must not change the next.
 */
export function cleanEnvironment(
  places: Places,
  tools: Readonly<Record<string, string>>,
  request: Pick<SandboxRequest, 'env' | 'network'>,
  hostEnv: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const { home, temp } = places;
  return {
    PATH: places.path.join(':'),
    HOME: home,
    TMPDIR: temp,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    CI: '1',
    ...(places.reportDir === undefined ? {} : { REPORT_DIR: places.reportDir }),
    PYTHONDONTWRITEBYTECODE: '1',
    XDG_CACHE_HOME: `${home}/.cache`,
    XDG_CONFIG_HOME: `${home}/.config`,
    npm_config_cache: `${home}/.npm`,
    npm_config_update_notifier: 'false',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_CACHE_DIR: `${home}/.cache/pip`,
    CARGO_TARGET_DIR: `${temp}/cargo-target`,
    GOCACHE: `${temp}/go-build`,
    GOTOOLCHAIN: 'local',
    GOTELEMETRY: 'off',
    GRADLE_USER_HOME: `${home}/.gradle`,
    // Tools that would first try to load something fail at once, and say that they are offline.
    ...(request.network === true ? networkVariables(hostEnv) : OFFLINE),
    ...tools,
    ...request.env,
  };
}

const OFFLINE = {
  CARGO_NET_OFFLINE: 'true',
  RUSTUP_AUTO_INSTALL: '0',
  GOPROXY: 'off',
  GOSUMDB: 'off',
  npm_config_offline: 'true',
  PIP_NO_INDEX: '1',
};

/** Proxies and where certificates are; without these there is no way out of many companies' networks. */
function networkVariables(hostEnv: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const names = [
    ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
    ...['SSL_CERT_FILE', 'SSL_CERT_DIR', 'NODE_EXTRA_CA_CERTS', 'REQUESTS_CA_BUNDLE', 'PIP_CERT'],
    ...['CURL_CA_BUNDLE', 'npm_config_registry', 'PIP_INDEX_URL', 'GOPROXY'],
  ];
  return Object.fromEntries(names.flatMap((name) => (hostEnv[name] === undefined ? [] : [[name, hostEnv[name]]])));
}
