import { z } from 'zod';
import { addFinding } from './finding.ts';
import { lazy } from './lazy.ts';
import { limitsSchema } from './limits.ts';
import { checkPathGlob } from './output-glob.ts';
import type { KeyTable } from './schema-problems.ts';

/** The shape of regent.json. What it may hold is what a repository may be trusted with: no addresses, keys, or trust. */
export const configSchema = lazy(() => {
  const word = z.string().trim().min(1).max(200);

  const folder = z.string().superRefine((path, context) => {
    const problem = checkPathGlob(path);
    if (problem !== null) addFinding(context, problem);
    else if (/[*?[\]{}]/.test(path) || /^(specs|rules|skills)(\/|$)/i.test(path)) {
      const message = `\`${path}\` is no dependency folder.`;
      addFinding(context, {
        code: 'bad-link',
        message,
        mend: 'Name a folder such as `node_modules`, without wildcards.',
      });
    }
  });

  return z.object({
    $schema: z.string().optional().describe('Where this schema is, for editors.'),
    model: word.optional().describe('The model that regenerates specs, such as claude-opus-5-5.'),
    effort: word.optional().describe('How hard the model thinks: a word that it knows, such as low, medium or high.'),
    maxTokens: z.int().min(1).max(1_000_000).optional().describe('The most tokens of one reply.'),
    skillBudget: z
      .int()
      .min(0)
      .max(100_000)
      .optional()
      .describe('The most tokens that the names and descriptions of skills may take of a prompt; 2000 unless set.'),
    mode: z
      .enum(['scratch', 'revise'])
      .optional()
      .describe('Whether old code is hidden or shown, unless a spec says so.'),
    limits: limitsSchema().strip().optional().describe('What a session may use up, unless a spec says so.'),
    workspace: z
      .object({
        link: z.array(folder).optional().describe('Dependency folders that are shown read-only, such as node_modules.'),
        setup: z.string().min(1).max(20_000).optional().describe('A command that runs once in a new workspace.'),
      })
      .optional()
      .describe('What a session finds besides the spec.'),
  });
});

/** The words of the diagnostics about regent.json. */
export const CONFIG_KEYS: KeyTable = {
  $schema: ['text', '"$schema": "…"'],
  model: ["a model's name", '"model": "claude-opus-5-5"'],
  effort: ['a word', '"effort": "high"'],
  maxTokens: ['a whole number from 1 to 1000000', '"maxTokens": 32000'],
  skillBudget: ['a whole number of tokens, at most 100000', '"skillBudget": 2000'],
  mode: ['`scratch` or `revise`', '"mode": "scratch"'],
  limits: ['an object', '"limits": { "attempts": 6, "minutes": 20, "usd": 2 }'],
  'limits.attempts': ['a whole number from 1 to 1000', '"attempts": 6'],
  'limits.minutes': ['a number above 0, at most 10080', '"minutes": 20'],
  'limits.usd': ['a number of dollars above 0, or null for no limit', '"usd": 2'],
  'limits.tokens': ['a whole number above 0, or null for no limit', '"tokens": 500000'],
  workspace: ['an object', '"workspace": { "link": ["node_modules"], "setup": "npm ci" }'],
  'workspace.link': ['a list of folders', '"link": ["node_modules"]'],
  'workspace.setup': ['a shell command', '"setup": "npm ci"'],
};
