import type { RuleWork } from '../../../core/rule-work.ts';
import type { WorkbenchContext } from '../context.ts';
import { isTrusted } from '../offer.ts';
import { checkRules } from './check.ts';
import { listRules, rulesForSpec } from './list.ts';
import { createRule, exportRule, importRule } from './write.ts';

export function createRuleWork(context: WorkbenchContext): RuleWork {
  const { repository } = context;
  return {
    list: () => listRules(repository, isTrusted(context)),
    forSpec: (spec) => rulesForSpec(repository, spec, isTrusted(context)),
    check: (options, signal) => checkRules(context, options, signal),
    create: (name, wishes) => createRule(repository.root, name, wishes),
    import: (path, options) => importRule(repository.root, path, options),
    export: (name, options) => exportRule(repository.root, name, options),
  };
}
