import type { Rule } from '../../../core/asset.ts';
import { EMPTY_RECORD } from '../../../core/check-record.ts';
import { checkRules } from '../../../core/check-rules.ts';
import { estimateTokens } from '../../../core/estimate-tokens.ts';
import { showOffered, showRule } from '../../../core/prompt.ts';
import type { RuleEntry, RuleList, SpecRules } from '../../../core/rule-work.ts';
import { inOrder, rulesFor } from '../../../core/rules-for.ts';
import type { Problem } from '../../../core/workbench.ts';
import { loadProject } from '../../assets/index.ts';
import { makeCatalog } from '../../git/catalog.ts';
import { readInventory } from '../../git/inventory.ts';
import type { Repository } from '../../git/repository.ts';
import { ruleDigester } from '../digest-text.ts';
import { readRecords } from './records.ts';

/** Reads all rules, holds each against every spec, and finds what its check has said. */
export async function listRules(repository: Repository, trusted: boolean): Promise<RuleList> {
  const project = loadProject(repository.root, { files: false });
  const costs = await costing(repository);
  const bearing = new Map<Rule, RuleEntry['specs'][number][]>(project.rules.map((rule) => [rule, []]));
  for (const { spec } of project.specs.values()) {
    if (spec === null) continue;
    for (const { rule, place, why, note } of rulesFor(spec, project.rules))
      if (place !== null) bearing.get(rule)?.push({ spec: spec.name, place, why, note });
  }
  const ofRules = new Set(project.rules.map((rule) => rule.file));
  return {
    trusted,
    rules: inOrder(project.rules).map((rule) => ({ rule, ...costs(rule), specs: bearing.get(rule) ?? [] })),
    specs: project.specNames,
    diagnostics: [...project.diagnostics, ...checkRules(project)].filter(
      ({ file }) => ofRules.has(file) || isRuleFile.test(file),
    ),
  };
}

/** Holds every rule against one spec. */
export async function rulesForSpec(
  repository: Repository,
  name: string,
  trusted: boolean,
): Promise<SpecRules | Problem> {
  const project = loadProject(repository.root, { only: [name], files: false });
  const spec = project.specs.get(name)?.spec;
  if (!spec) {
    const isThere = project.specNames.includes(name);
    return {
      problem: isThere ? `specs/${name} can't be read.` : `There is no spec ${JSON.stringify(name)}.`,
      mend: isThere
        ? `See why: regent validate ${name}`
        : `Name one of: ${project.specNames.slice(0, 20).join(', ') || '(there are none)'}.`,
    };
  }
  const costs = await costing(repository);
  const applied = rulesFor(spec, project.rules);
  return { spec: name, trusted, rules: applied.map((one) => ({ ...one, ...costs(one.rule) })) };
}

const isRuleFile =
  /^rules\/|(?:^|\/)(?:\.claude\/rules|\.cursor\/rules|\.github\/instructions)\/|(?:^|\/)(?:AGENTS|CLAUDE|copilot-instructions)\.md$|^\.cursorrules$/;

/** Reads what every rule is worth and has done. */
async function costing(
  repository: Repository,
): Promise<(rule: Rule) => Pick<RuleEntry, 'shown' | 'tokens' | 'record' | 'digest'>> {
  const [records, inventory] = await Promise.all([
    readRecords(repository.commonDir),
    readInventory(repository, { under: ['rules'] }),
  ]);
  const digestRule = ruleDigester(makeCatalog(inventory));
  return (rule) => {
    const isOffered = rule.scope.kind === 'on-request';
    const sent = isOffered ? showOffered(rule) : showRule(rule);
    return {
      shown: isOffered ? `${sent}\n\n${rule.body.trim()}` : sent,
      tokens: rule.scope.kind === 'manual' ? 0 : estimateTokens(sent),
      record: rule.check === null ? null : (records[rule.name] ?? EMPTY_RECORD),
      digest: digestRule(rule),
    };
  };
}
