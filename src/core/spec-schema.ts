import { z } from 'zod';
import { isAssetName } from './asset-name.ts';
import { addFinding, type Finding } from './finding.ts';
import { lazy } from './lazy.ts';
import { limitsSchema } from './limits.ts';
import { checkOutput, checkPathGlob } from './output-glob.ts';
import { parseReportFormat } from './report-format.ts';
import type { KeyTable } from './schema-problems.ts';

/** The shape of `spec.md`'s frontmatter. What each key means: docs/spec-format.md. */
export const specSchema = lazy(() => {
  const command = z
    .string()
    .max(20_000)
    .regex(/^[^\0]*[^\s\0][^\0]*$/);

  const report = z.unknown().transform((value, context) => {
    const format = parseReportFormat(value);
    if ('format' in format) return format;
    addFinding(context, value === undefined ? MISSING_REPORT : format);
    return z.NEVER;
  });

  const suite = z.strictObject({ command, report, timeout: z.number().min(1).max(3600).default(120) });

  return z.strictObject({
    name: z.string(),
    summary: z.string().nullish(),
    language: z.string().trim().min(1).nullish(),
    outputs: z.array(z.string().superRefine((glob, context) => addFinding(context, checkOutput(glob)))).min(1),
    tests: suite,
    holdout: suite.nullish(),
    contract: z.strictObject({ check: command }).nullish(),
    depends: z.array(z.string().superRefine((name, context) => addFinding(context, checkSpecName(name)))).default([]),
    include: z.array(z.string().superRefine((glob, context) => addFinding(context, checkInclude(glob)))).default([]),
    skills: z.array(z.string().trim().min(1)).default([]),
    mode: z.enum(['scratch', 'revise']).optional(),
    limits: limitsSchema().optional(),
  });
});

const COMMAND = 'a shell command';
const SECONDS = 'a number of seconds from 1 to 3600';
const TEST = 'node --test --test-reporter=tap';

/** The words of the diagnostics about keys. */
export const SPEC_KEYS: KeyTable = {
  name: ["the folder's name", 'name: slugify'],
  summary: ['one line of text', 'summary: URL slugs from any text'],
  language: ["a language's name", 'language: typescript'],
  outputs: ['a list of at least one glob', 'outputs: [src/slugify/**]'],
  tests: ['a mapping with `command` and `report`', `tests: { command: ${TEST}, report: tap }`],
  'tests.command': [COMMAND, `command: ${TEST} specs/slugify/tests/*.test.js`],
  'tests.report': ['a report format', 'report: tap'],
  'tests.timeout': [SECONDS, 'timeout: 120'],
  holdout: ['a mapping with `command` and `report`', `holdout: { command: ${TEST}, report: tap }`],
  'holdout.command': [COMMAND, `command: ${TEST} specs/slugify/holdout/*.test.js`],
  'holdout.report': ['a report format', 'report: tap'],
  'holdout.timeout': [SECONDS, 'timeout: 120'],
  contract: ['a mapping with `check`', 'contract: { check: npx tsc --noEmit -p specs/slugify/contract }'],
  'contract.check': [COMMAND, 'check: npx tsc --noEmit -p specs/slugify/contract'],
  depends: ['a list of spec names', 'depends: [slugify]'],
  include: ['a list of globs', 'include: [data/*.csv]'],
  skills: ['a list of skill names', 'skills: [node-library]'],
  mode: ['`scratch` or `revise`', 'mode: scratch'],
  limits: ['a mapping', 'limits: { attempts: 6, minutes: 20, usd: 2 }'],
  'limits.attempts': ['a whole number from 1 to 1000', 'attempts: 6'],
  'limits.minutes': ['a number above 0, at most 10080', 'minutes: 20'],
  'limits.usd': ['a number of dollars above 0, or null for no limit', 'usd: 2'],
  'limits.tokens': ['a whole number above 0, or null for no limit', 'tokens: 500000'],
};

const MISSING_REPORT: Finding = {
  code: 'missing-key',
  message: 'It is not said how the tests report.',
  mend: 'Add `report: tap`, or `report: { format: junit, file: report.xml }`.',
};

function checkSpecName(name: string): Finding | null {
  if (isAssetName(name)) return null;
  return {
    code: 'bad-name',
    message: `\`${name}\` is no spec's name.`,
    mend: "Write the name of another spec's folder.",
  };
}

function checkInclude(glob: string): Finding | null {
  const problem = checkPathGlob(glob);
  if (problem !== null || !/^specs\/.*(holdout|probe)/i.test(glob)) return problem;
  return {
    code: 'include-shows-holdout',
    message: `\`${glob}\` would show holdout tests to the agent.`,
    mend: 'Remove it; what the agent may see of another spec is its contract, through `depends`.',
  };
}
