import { describeRecord } from '../../core/check-record.ts';
import type { RuleEntry } from '../../core/rule-work.ts';
import { shortName } from '../../core/rules-for.ts';
import { didYouMean } from '../../core/suggest.ts';
import { cleanLine, cleanText } from '../../core/text.ts';
import { type Context, exitCodes, isProblem, report } from '../context.ts';
import { plural } from '../event-lines.ts';

/** Shows one rule exactly as the model gets it, and what that costs. */
export async function run(context: Context, [name = '']: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const { rules, specs } = await workbench.rules.list();
  const entry = rules.find((one) => one.rule.name === name) ?? rules.find((one) => shortName(one.rule) === name);
  if (!entry) {
    const names = rules.map((one) => one.rule.name);
    return report(context, {
      problem: `There is no rule ${JSON.stringify(name)}.`,
      mend: `${didYouMean(name, names)}List them: regent rule list`,
      exit: 2,
    });
  }
  const { rule, shown, tokens, record, digest } = entry;
  if (context.json) {
    context.out(JSON.stringify({ ...rule, shown, tokens, specs: entry.specs, record }));
    return exitCodes.done;
  }
  context.out(`${cleanLine(rule.file)}: about ${tokens} tokens in each request; ${whose(entry, specs.length)}`);
  if (record) context.out(`check: ${describeRecord(record, digest)}`);
  if (record?.lastFailure?.detail)
    context.out(`  it last failed for ${record.lastFailure.spec}: ${cleanLine(record.lastFailure.detail)}`);
  context.out('');
  context.out(cleanText(shown));
  return exitCodes.done;
}

function whose({ specs }: RuleEntry, all: number): string {
  if (specs.length === 0) return 'no spec gets it';
  return `${specs.length} of ${plural(all, 'spec')} ${specs.every((one) => one.place === 'offered') ? 'are offered it' : 'get it'}`;
}
