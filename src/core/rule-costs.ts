import type { Rule } from './asset.ts';
import type { Diagnostic } from './diagnostic.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { Project } from './project.ts';
import { showRule } from './prompt.ts';
import { rulesFor } from './rules-for.ts';

/** What the rules of one spec may take of each of its requests before that is worth a hint; in tokens. */
const muchPerRequest = 20_000;

/** Says where the rules in scope make every request long: a folder of rules from elsewhere soon does. */
export function hintRuleCosts({ rules, specs }: Pick<Project, 'rules' | 'specs'>): Diagnostic[] {
  const tokens = new Map(rules.map((rule) => [rule, estimateTokens(showRule(rule))]));
  const cost = (some: readonly Rule[]): number => some.reduce((sum, rule) => sum + (tokens.get(rule) ?? 0), 0);
  if (cost(rules) <= muchPerRequest) return [];
  const costly = [...specs.values()]
    .flatMap(({ spec }) => (spec ? [{ name: spec.name, tokens: costOf(spec) }] : []))
    .filter((one) => one.tokens > muchPerRequest)
    .sort((left, right) => right.tokens - left.tokens);
  const [most] = costly;
  if (most === undefined) return [];
  const others = costly.length > 1 ? `, and those of ${costly.length - 1} more specs over ${muchPerRequest}` : '';
  const message = `The rules for ${most.name} take about ${most.tokens} tokens of each request${others}.`;
  const mend = `See which: regent rule list ${most.name}. Narrow their globs, or offer them by description alone.`;
  return [{ severity: 'hint', code: 'costly-rules', file: `specs/${most.name}/spec.md`, line: 1, message, mend }];

  function costOf(spec: Parameters<typeof rulesFor>[0]): number {
    return cost(
      rulesFor(spec, rules)
        .filter((one) => one.applies)
        .map((one) => one.rule),
    );
  }
}
