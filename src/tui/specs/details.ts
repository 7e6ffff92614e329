import { usualCost } from '../../core/estimate.ts';
import type { SpecDetails } from '../../core/workbench.ts';
import { moment, money, plural, spentWords, statusSpan } from '../facts.ts';
import { keyOf } from '../keymap.ts';
import { accent, bad, blank, bold, cell, dim, fit, good, type Line, line, pad, warn } from '../lines.ts';
import type { Screens } from '../store.ts';
import { firstLines, wrap } from '../width.ts';
import { isUnreadable, rowState, type SpecRow, sessionsOf, specRows, whyInWords } from './rows.ts';

/** From here on requirements and their tests have a column each. */
const twoColumns = 84;

/** All that is known of the spec that the cursor is on. */
export function detailLines(state: Screens, width: number): Line[] {
  const { specs } = state;
  const row = specRows(specs).find((one) => one.spec === specs.cursor);
  if (!row) return [line(dim(`Nothing matches. ${keyOf(state, 'specs.back')} clears the filter.`))];
  const details = specs.details.get(row.spec);
  const head = headLines(state, row, width);
  if (row.kind === 'orphan') return [...head, blank, ...paragraph(orphaned, width)];
  if (details === undefined) return [...head, blank, line(dim('reading the spec …'))];
  if (isUnreadable(details)) {
    const problems = (details.diagnostics ?? []).flatMap((one) => [
      ...paragraph(`${one.file}:${one.line}`, width),
      ...wrap(one.message, width - 2).map((text) => line('  ', bad(text))),
      ...wrap(one.mend, width - 2).map((text) => line('  ', dim(text))),
    ]);
    return [...head, blank, ...problems];
  }
  return [...head, ...assetsOf(details, width), ...historyLines(state, row.spec)];
}

const orphaned =
  'Its spec is gone, but its lock is still here. Delete the folder and its outputs, or bring the spec back.';

function headLines(state: Screens, row: SpecRow, width: number): Line[] {
  const { specs } = state;
  const facts = specs.plan?.specs.get(row.spec);
  const short = rowState(row, state);
  const why = row.kind === 'planned' ? whyInWords(row, state) : '';
  return [
    line(specs.open ? accent(row.spec) : bold(row.spec), dim(facts ? `  ${facts.summary}` : '')),
    ...(why === '' ? [short.text] : firstLines(wrap(`${short.text.slice(0, 1)} ${why}`, width), 4, width)).map((text) =>
      line({ ...short, text }),
    ),
  ];
}

const known = new WeakMap<SpecDetails, { width: number; lines: Line[] }>();

/** What the spec's folder says; made once, not once a frame. */
function assetsOf(details: SpecDetails, width: number): Line[] {
  const before = known.get(details);
  if (before?.width === width) return before.lines;
  const lines = [...requirementLines(details, width), ...assetLines(details, width)];
  known.set(details, { width, lines });
  return lines;
}

function requirementLines({ requirements, diagnostics }: SpecDetails, width: number): Line[] {
  const open = requirements.filter((one) => one.tests.length + one.holdout === 0).map((one) => one.id);
  const coverage =
    requirements.length === 0
      ? warn('  ! the spec numbers none')
      : open.length === 0
        ? dim('  each has a test')
        : warn(`  ! without a test: ${open.join(', ')}`);
  const problems = diagnostics.filter((one) => one.code !== 'untested-requirement').slice(0, 5);
  return [
    blank,
    fit(line(bold('Requirements'), dim(` ${requirements.length}`), coverage), width),
    ...requirements.flatMap((one) => (width >= twoColumns ? besideTests(one, width) : aboveTests(one, width))),
    ...problems.flatMap((one) =>
      wrap(`${one.severity === 'error' ? '✗' : '!'} ${one.file}:${one.line} ${one.message}`, width).map((text) =>
        line(one.severity === 'error' ? bad(text) : warn(text)),
      ),
    ),
  ];
}

type Requirement = SpecDetails['requirements'][number];

function aboveTests(one: Requirement, width: number): Line[] {
  return [...textRows(one, width), ...testRows(one).map((row) => fit(line('     ', ...row), width))];
}

function besideTests(one: Requirement, width: number): Line[] {
  const left = Math.floor((width - 3) / 2);
  const text = textRows(one, left);
  const tests = testRows(one);
  return Array.from({ length: Math.max(text.length, tests.length) }, (_, at) =>
    fit(line(...pad(text[at] ?? blank, left), dim(' │ '), ...(tests[at] ?? blank)), width),
  );
}

function textRows({ id, text }: Requirement, width: number): Line[] {
  const [first = '', ...rest] = wrap(text, width - 5);
  return [line(bold(cell(id, 5)), first), ...rest.map((part) => line('     ', part))];
}

function testRows({ tests, holdout }: Requirement): Line[] {
  if (tests.length + holdout === 0) return [line(warn('! no test names it'))];
  return [
    ...tests.slice(0, 6).map((test) => line(dim(`· ${test}`))),
    ...(tests.length > 6 ? [line(dim(`  and ${tests.length - 6} more`))] : []),
    ...(holdout > 0 ? [line(dim(`· ${plural(holdout, 'hidden test')}`))] : []),
  ];
}

function assetLines({ spec, rules }: SpecDetails, width: number): Line[] {
  const { limits } = spec;
  const about: [string, string][] = [
    ['writes', spec.outputs.join(', ')],
    ['language', spec.language ?? 'any'],
    ['tests', spec.tests.command],
    [
      'limits',
      `${plural(limits.attempts, 'attempt')}, ${limits.minutes} min${limits.usd === null ? '' : `, ${money(limits.usd)}`}`,
    ],
  ];
  if (spec.depends.length > 0) about.push(['needs', spec.depends.join(', ')]);
  if (spec.skills.length > 0) about.push(['skills', spec.skills.join(', ')]);
  return [
    blank,
    line(bold('Build')),
    ...about.map(([name, text]) => fit(line(dim(cell(name, 10)), text), width)),
    ...(rules.length === 0 ? [] : [blank, line(bold('Rules'), dim('  in scope, and why'))]),
    ...rules.flatMap((rule) => [
      fit(line(rule.name, rule.checked ? good('  ✓ checked') : dim('  told, not checked')), width),
      ...wrap(rule.why, width - 2).map((text) => line(dim(`  ${text}`))),
    ]),
  ];
}

function historyLines(state: Screens, spec: string): Line[] {
  const sessions = sessionsOf(spec, state);
  if (sessions.length === 0)
    return [blank, line(bold('History')), line(dim('No session yet, so what one costs is not known.'))];
  const usual = usualCost(sessions, spec);
  return [
    blank,
    line(
      bold('History'),
      dim(`  ${usual === null ? 'what a session costs is not known' : `a session usually costs ${money(usual)}`}`),
    ),
    ...sessions.slice(0, 8).map((one) => {
      const spent = spentWords(one);
      const facts = [...(spent ? [spent.attempts, spent.cost] : []), ...(one.by ? [one.by] : [])].join(', ');
      return line(
        dim(`${moment(one.startedAt)}  `),
        statusSpan(one.status, one.outcome),
        dim(facts === '' ? '' : `  ${facts}`),
      );
    }),
    ...(sessions.length > 8 ? [line(dim(`and ${sessions.length - 8} more`))] : []),
  ];
}

function paragraph(text: string, width: number): Line[] {
  return wrap(text, width).map((one) => line(one));
}
