import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { EMPTY_CONFIG, parseConfig } from '../src/core/config.ts';
import { configSchema } from '../src/core/config-schema.ts';
import { resolveModelSettings } from '../src/core/model-settings.ts';
import { parseUserSettings } from '../src/core/user-settings.ts';

test('regent.json sets defaults for the project', () => {
  const { config, diagnostics } = parseConfig(`\uFEFF{
    "$schema": "x", "model": "m", "effort": "high", "maxTokens": 9, "skillBudget": 50,
    "mode": "revise", "limits": { "minutes": 0.5 },
    "workspace": { "link": ["node_modules", ".venv"], "setup": "npm ci" }
  }`);
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(config, {
    model: 'm',
    effort: 'high',
    maxTokens: 9,
    skillBudget: 50,
    defaults: { mode: 'revise', limits: { minutes: 0.5 } },
    workspace: { link: ['node_modules', '.venv'], setup: 'npm ci' },
  });
});

test('an unknown key of regent.json is a warning with what was meant, and the rest counts', () => {
  const { config, diagnostics } = parseConfig(
    '{\n  "modle": "x",\n  "effort": "low",\n  "limits": {\n    "atempts": 3 }\n}',
  );
  assert.equal(config.effort, 'low');
  assert.deepEqual(
    diagnostics.map(({ severity, code, line, mend }) => [severity, code, line, mend.split('?')[0]]),
    [
      ['warning', 'unknown-key', 2, 'Did you mean `model`'],
      ['warning', 'unknown-key', 5, 'Did you mean `attempts`'],
    ],
  );
});

test('a repository can set neither addresses, keys, nor trust', () => {
  const keys = [
    'baseUrl',
    'base_url',
    'ANTHROPIC_BASE_URL',
    'apiKey',
    'ANTHROPIC_API_KEY',
    'authToken',
    'headers',
    'proxy',
  ];
  keys.push('noSandbox', 'sandbox', 'network', 'accept', 'autoAccept', 'trust', 'hooks', 'env');
  for (const key of keys) {
    for (const text of [`{ "${key}": "x", "model": "m" }`, `{ "workspace": { "${key}": true }, "model": "m" }`]) {
      const { config, diagnostics } = parseConfig(text);
      assert.deepEqual(
        diagnostics.map(({ severity, code }) => `${severity} ${code}`),
        ['error forbidden-key'],
        text,
      );
      assert.equal(config, EMPTY_CONFIG);
    }
  }
});

test('a wrong value in regent.json is an error with its line, and nothing of the file counts', () => {
  const { config, diagnostics } = parseConfig(
    '{\n"model": 7,\n"workspace": {\n"link": ["ok",\n"../up"] },\n"limits": { "usd": -1 } }',
  );
  assert.equal(config, EMPTY_CONFIG);
  assert.deepEqual(
    diagnostics.map(({ line, code }) => `${line} ${code}`),
    ['2 wrong-type', '5 bad-glob', '6 wrong-type'],
  );
  for (const link of ['specs/x', 'node_*', '/usr', '.git', 'skills']) {
    assert.equal(parseConfig(JSON.stringify({ workspace: { link: [link] } })).diagnostics.length, 1, link);
  }
});

test('what is no JSON object is said with its line', () => {
  assert.equal(parseConfig('{\n  "model": "x",\n  // why\n}').diagnostics[0]?.line, 3);
  assert.equal(parseConfig('{\n  "model": }\n\n\n').diagnostics[0]?.line, 2);
  assert.equal(parseConfig('{\n  "model": "x"\n  "effort": 7\n}').diagnostics[0]?.line, 3);
  assert.equal(parseConfig('{\n  "model": "x\n  \n}').diagnostics[0]?.line, 2);
  assert.equal(parseConfig('{\n  "model": "x",\n}').diagnostics[0]?.code, 'bad-json');
  assert.equal(parseConfig('').diagnostics[0]?.code, 'bad-json');
  assert.equal(parseConfig('[]').diagnostics[0]?.severity, 'error');
  assert.equal(parseConfig('null').diagnostics[0]?.severity, 'error');
  assert.equal(parseConfig('{ "__proto__": { "x": 1 } }').diagnostics[0]?.code, 'unknown-key');
});

test('the JSON Schema for editors says what the loader checks', () => {
  const shipped = JSON.parse(readFileSync(join(process.cwd(), 'src/regent.schema.json'), 'utf8'));
  const { title, ...rest } = shipped;
  assert.equal(title, 'regent.json');
  assert.deepEqual(rest, JSON.parse(JSON.stringify(z.toJSONSchema(configSchema()))));
});

test('user settings may hold an address and prices; keys of the API are not among them', () => {
  const { settings, diagnostics } = parseUserSettings(
    '{ "baseUrl": "http://localhost:1", "sandbox": "off", "prices": { "m": { "input": 1 } }, "apiKey": "x" }',
    'settings.json',
  );
  assert.deepEqual(settings, { baseUrl: 'http://localhost:1', sandbox: 'off', prices: { m: { input: 1 } } });
  assert.deepEqual(
    diagnostics.map(({ code, severity }) => `${severity} ${code}`),
    ['warning unknown-key'],
  );
  assert.equal(parseUserSettings('{ "baseUrl": "file:///x" }', 's').diagnostics[0]?.code, 'wrong-type');
});

test('the model comes from flag, environment, user settings, regent.json and default, in this order', () => {
  const flags = { model: 'flag', maxTokens: 1 };
  const env = { REGENT_MODEL: 'env', ANTHROPIC_MODEL: 'anthropic', REGENT_MAX_TOKENS: '2', REGENT_EFFORT: ' ' };
  const user = { model: 'user', effort: 'low', maxTokens: 3, baseUrl: 'http://user' };
  const project = { model: 'project', effort: 'high', maxTokens: 4 };
  const nothing = { model: null, effort: null, maxTokens: null };
  const model = (from: Parameters<typeof resolveModelSettings>[0]) => {
    const { value, source, name } = resolveModelSettings(from).model;
    return `${value} ${source} ${name}`.trim();
  };
  assert.equal(model({ flags, env, user, project }), 'flag flag --model');
  assert.equal(model({ env, user, project }), 'env environment REGENT_MODEL');
  assert.equal(model({ env: { ...env, REGENT_MODEL: '' }, user, project }), 'anthropic environment ANTHROPIC_MODEL');
  assert.equal(model({ env: {}, user, project }), 'user user settings model');
  assert.equal(model({ env: {}, user: {}, project }), 'project regent.json model');
  assert.equal(model({ env: {}, user: {}, project: nothing }), 'claude-opus-5-5 default');

  const all = resolveModelSettings({ env, user, project });
  assert.deepEqual(all.effort, { value: 'low', source: 'user settings', name: 'effort' });
  assert.equal(all.maxTokens.value, 2);
  assert.equal(all.baseUrl.value, 'http://user');
  const odd = resolveModelSettings({ env: { REGENT_MAX_TOKENS: 'many' }, user: {}, project: nothing });
  assert.equal(odd.maxTokens.value, 32_000);
  assert.deepEqual(odd.problems, ['REGENT_MAX_TOKENS is not a whole number above 0, so it does not count.']);
});
