import { describeRecord } from '../../core/check-record.ts';
import type { RuleEntry, SpecRules } from '../../core/rule-work.ts';
import { cleanLine } from '../../core/text.ts';
import type { Workbench } from '../../core/workbench.ts';
import { type Context, exitCodes, isProblem, report, reportDiagnostic } from '../context.ts';
import { plural } from '../event-lines.ts';

/** Lists the rules and the specs that each bears on, or holds all of them against one spec. */
export async function run(context: Context, args: readonly string[]): Promise<number> {
  const workbench = await context.services.openWorkbench(context.cwd);
  if (isProblem(workbench)) return report(context, workbench);
  const [spec] = args;
  return spec === undefined ? listAll(context, workbench) : listFor(context, workbench, spec);
}

async function listAll(context: Context, workbench: Workbench): Promise<number> {
  const { rules, specs, diagnostics } = await workbench.rules.list();
  for (const diagnostic of diagnostics) if (!context.json) reportDiagnostic(context, diagnostic);
  for (const entry of rules) {
    if (context.json) context.out(JSON.stringify(asJson(entry)));
    else for (const line of linesOf(context, entry, specs.length)) context.out(line);
  }
  if (rules.length === 0 && !context.json)
    context.out('No rules: a rule is a Markdown file in rules/. regent rule new NAME makes one.');
  return exitCodes.done;
}

function asJson({ rule, tokens, specs, record }: RuleEntry) {
  const { name, file, source, description, scope, check } = rule;
  return { name, file, source, description, scope, checked: check !== null, tokens, specs, record };
}

function linesOf({ style }: Context, { rule, tokens, specs, record, digest }: RuleEntry, all: number): string[] {
  const facts = [cleanLine(rule.file), bearing(specs, all), `about ${tokens} tokens`];
  if (rule.file === rule.name) facts.shift();
  const lines = [
    `${style.bold(cleanLine(rule.name))}  ${cleanLine(rule.description)}`.trimEnd(),
    `    ${facts.join(style.dim(` ${style.dot} `))}`,
  ];
  if (record)
    lines.push(
      `    check: ${record.failures === 0 ? style.yellow(describeRecord(record, digest)) : describeRecord(record, digest)}`,
    );
  return lines;
}

/** How many specs it bears on, and which, as long as they are few. */
function bearing(specs: RuleEntry['specs'], all: number): string {
  if (specs.length === 0) return 'for no spec';
  const offered = specs.every((one) => one.place === 'offered');
  const names =
    specs.length === all
      ? `all ${plural(all, 'spec')}`
      : specs
          .slice(0, 4)
          .map((one) => one.spec)
          .join(', ');
  const more = specs.length < all && specs.length > 4 ? ` and ${specs.length - 4} more` : '';
  return `${offered ? 'offered to' : 'for'} ${names}${more}`;
}

async function listFor(context: Context, workbench: Workbench, spec: string): Promise<number> {
  const found = await workbench.rules.forSpec(spec);
  if (isProblem(found)) return report(context, found);
  if (context.json) {
    for (const [at, { rule, applies, place, why, note, tokens, record }] of placed(found).entries()) {
      const { name, file, source, check } = rule;
      const order = applies ? at + 1 : null;
      context.out(
        JSON.stringify({
          name,
          file,
          source,
          applies,
          place,
          order,
          why,
          note,
          tokens,
          checked: check !== null,
          record,
        }),
      );
    }
    return exitCodes.done;
  }
  const { style } = context;
  const costs = (place: string) =>
    found.rules.filter((one) => one.place === place).reduce((sum, one) => sum + one.tokens, 0);
  const count = found.rules.filter((one) => one.applies).length;
  context.out(
    `${style.bold(spec)}: ${plural(count, 'rule')}, about ${costs('system') + costs('opening')} tokens in each request; where two disagree, the last counts`,
  );
  let order = 0;
  for (const [place, title] of titles) {
    const here = found.rules.filter((one) => one.place === place);
    if (here.length === 0) continue;
    context.out('');
    context.out(place === null ? title : `${title} (about ${costs(place)} tokens)`);
    if (place === 'offered' && !found.trusted)
      context.out(style.yellow('    not yet: the project is not trusted (regent trust)'));
    for (const one of here) {
      const number = one.applies ? `${++order}.`.padStart(3) : '  -';
      const facts = [
        one.rule.name === one.rule.file ? '' : cleanLine(one.rule.file),
        place === null ? '' : `${one.tokens} tokens`,
      ];
      context.out(
        `${number} ${style.bold(cleanLine(one.rule.name))}  ${style.dim(facts.filter(Boolean).join(` ${style.dot} `))}`.trimEnd(),
      );
      context.out(`      ${cleanLine(one.why)}`);
      if (one.note) context.out(`      ${style.yellow(cleanLine(one.note))}`);
      if (one.record && one.applies) context.out(`      check: ${describeRecord(one.record, one.digest, spec)}`);
    }
  }
  return exitCodes.done;
}

const titles: readonly (readonly [SpecRules['rules'][number]['place'], string])[] = [
  ['system', 'In the part of the request that all specs share'],
  ['opening', 'With the spec'],
  ['offered', 'Offered by description, read when it fits'],
  [null, 'Not for this spec'],
];

/** In the order in which they stand in the request; those that don't stand there come last. */
function placed({ rules }: SpecRules): SpecRules['rules'] {
  return titles.flatMap(([place]) => rules.filter((one) => one.place === place));
}
