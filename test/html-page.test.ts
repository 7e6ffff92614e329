import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Event, EventBody } from '../src/core/events.ts';
import { code, html } from '../src/core/html/markup.ts';
import { stylesheet } from '../src/core/html/style.ts';
import { tell } from '../src/core/telling/fold.ts';

test('what stands in a template is text, unless a template made it', () => {
  const hostile = '<b onclick="x">\x1b[2J\u202e&</b>';
  assert.equal(
    String(html`<p title="${hostile}">${[hostile, 1, null, html`<i>${'<'}</i>`]}</p>`),
    [
      '<p title="&lt;b onclick=&quot;x&quot;&gt;&amp;&lt;/b&gt;">',
      '&lt;b onclick=&quot;x&quot;&gt;&amp;&lt;/b&gt;1<i>&lt;</i></p>',
    ].join(''),
  );
  assert.equal(String(code('a\u202e<\x1b')), 'a‹U+202E›&lt;␛');
  // An object that looks like HTML is none, whatever it says of itself.
  const fake = { toString: () => '<script>' } as unknown as string;
  assert.doesNotMatch(String(html`${fake}`), /<script>/);
});

test('every text of the page can be read on what it stands on, light, dark and printed', () => {
  const grounds: Readonly<Record<string, readonly string[]>> = {
    paper: ['ink', 'soft', 'accent', 'warm'],
    panel: ['ink', 'soft', 'accent', 'warm'],
    'accent-wash': ['ink', 'soft', 'accent'],
    'warm-wash': ['ink', 'soft', 'warm'],
  };
  const schemes = [...stylesheet.matchAll(/:root \{([^}]*--paper[^}]*)\}/g)].map(
    ([, block = '']) =>
      new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]+)/g)].map(([, name, value]) => [name, value])),
  );
  assert.equal(schemes.length, 3);
  for (const [at, scheme] of schemes.entries())
    for (const [ground, inks] of Object.entries(grounds))
      for (const ink of inks) {
        const ratio = contrast(scheme.get(ground) ?? '', scheme.get(ink) ?? '');
        assert.ok(ratio >= 4.5, `scheme ${at}: ${ink} on ${ground} is ${ratio.toFixed(2)}`);
      }
});

test('what a person took back, and names of what is hidden, are no steps of a session', async () => {
  const bodies = [
    { type: 'steering-queued', id: '1', text: 'the password is swordfish' },
    { type: 'steering-retracted', id: '1' },
    { type: 'steering-queued', id: '2', text: 'shorter, please' },
    { type: 'steering-delivered', id: '2' },
    { type: 'model-failed', turn: 1, attempt: 1, cause: 'unreachable', message: 'https://key@host', mend: 'try' },
    { type: 'assets-changed', changed: ['specs/a/spec.md', 'specs/a/holdout/secret.js', 'specs/a/probe/p'] },
    { type: 'model-text', turn: 2, attempt: 1, text: 'It was cut' },
    { type: 'model-text', turn: 2, attempt: 1, text: ' off here.' },
    { type: 'session-ended', outcome: 'interrupted', reason: 'Interrupted.' },
  ] as unknown as EventBody[];
  const events = bodies.map(
    (body, at) => ({ ...body, session: 's', seq: at + 1, at: '2026-11-27T00:00:00Z' }) as Event,
  );
  const { steps } = await tell(events);
  assert.deepEqual(
    steps.first.map(({ kind, text }) => `${kind}: ${text}`),
    [
      'person: shorter, please',
      'note: the model could not be asked (unreachable)',
      'note: taken in as they are now: specs/a/spec.md, hidden tests',
      'said: It was cut off here.',
      'note: interrupted: Interrupted.',
    ],
  );
});

/** As WCAG 2 defines it, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const digits = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join('') : color.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const value = Number.parseInt(digits.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
