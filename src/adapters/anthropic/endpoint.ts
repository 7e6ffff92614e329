/** Where the model is and how to be let in. Comes from the environment and the user's own settings, never a repository. */
export interface Endpoint {
  readonly baseUrl?: string | undefined;
  readonly apiKey?: string | undefined;
  readonly authToken?: string | undefined;
}

export interface EndpointProblem {
  readonly message: string;
  readonly mend: string;
}

export const anthropicUrl = 'https://api.anthropic.com';

/**
 * The endpoint of the environment (`ANTHROPIC_BASE_URL`, `ANTHROPIC_API_KEY`, `ANTHROPIC_AUTH_TOKEN`), and where that
 * says nothing, of the user's settings. Credentials come from one of the two, not a mixture; an API key goes before a
 * token. Empty values count as absent. Reads no file, and no `.env`.
 */
export function readEndpoint(env: Readonly<Record<string, string | undefined>>, userSettings: Endpoint = {}): Endpoint {
  const baseUrl = given(env.ANTHROPIC_BASE_URL) ?? given(userSettings.baseUrl);
  const credentials =
    oneOf(given(env.ANTHROPIC_API_KEY), given(env.ANTHROPIC_AUTH_TOKEN)) ??
    oneOf(given(userSettings.apiKey), given(userSettings.authToken)) ??
    {};
  return { ...(baseUrl === undefined ? {} : { baseUrl }), ...credentials };
}

/** What keeps this endpoint from being asked at all, found without a request; null when nothing does. Names no key. */
export function endpointProblem(endpoint: Endpoint): EndpointProblem | null {
  const url = parseUrl(endpoint.baseUrl ?? anthropicUrl);
  if (!url || !/^https?:$/.test(url.protocol)) {
    return {
      message: 'the base URL of the model is not an http or https URL',
      mend: 'set ANTHROPIC_BASE_URL to a URL such as http://localhost:11434, or unset it',
    };
  }
  if (url.username || url.password) {
    return {
      message: 'the base URL of the model holds a user name or password',
      mend: 'take it out of ANTHROPIC_BASE_URL and set ANTHROPIC_API_KEY to the key',
    };
  }
  const key = endpoint.apiKey ?? endpoint.authToken;
  if (!key && isAnthropic(url)) {
    return {
      message: 'there is no API key',
      mend: 'set ANTHROPIC_API_KEY to a key from https://platform.claude.com, or ANTHROPIC_BASE_URL to another server that speaks the Messages API (Ollama, llama.cpp, LM Studio, vLLM, a gateway)',
    };
  }
  if (key && /[^\x21-\x7e]/.test(key)) {
    return {
      message: 'the API key holds a space, a line break or another character that no key has',
      mend: 'set ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN) anew, without quotes and blanks',
    };
  }
  return null;
}

/** Why no live model can be asked with this environment and these user settings; null when one can. Sends nothing. */
export function createModelProblem(
  env: Readonly<Record<string, string | undefined>>,
  userSettings: Endpoint = {},
): EndpointProblem | null {
  return endpointProblem(readEndpoint(env, userSettings));
}

/** Whether this is Anthropic's own API, which always wants a key. */
export function isAnthropic(url: URL): boolean {
  return url.hostname === 'api.anthropic.com';
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function given(text: string | undefined): string | undefined {
  return text?.trim() || undefined;
}

function oneOf(apiKey: string | undefined, authToken: string | undefined): Endpoint | undefined {
  if (apiKey) return { apiKey };
  return authToken ? { authToken } : undefined;
}
