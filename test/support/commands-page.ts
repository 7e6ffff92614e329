import type { CommandSpec } from '../../src/cli/commands.ts';

/** Returns docs/commands.md, drawn from the table that draws `--help` and the completion. */
export function commandsPage(commands: readonly CommandSpec[]): string {
  return `${[head, ...commands.map(section), tail].join('\n\n')}\n`;
}

const head = `# Commands

Drawn from \`src/cli/commands.ts\` by \`npm run docs\`: not to be edited.

Every command has \`--json\` (one object a line on stdout, nothing else there) and \`--help\`. Without a terminal no
command waits for a prompt. Where a \`<session>\` is asked for, an id does, or a beginning that only it has, or the name
of a spec: then the one candidate that waits, or, where any session will do, the newest.`;

const tail = `## Exit codes

| code | meaning |
|---|---|
| 0 | Done, and nothing is pending |
| 1 | Failed |
| 2 | Wrong use |
| 3 | There is a plan, or a candidate waits |
| 4 | A limit is reached |
| 5 | The agent objects |
| 130 | Interrupted, or paused by \`--step\` |

More about those of \`run\` and \`resume\`: [events](events.md#exit-codes).`;

function section({ name, summary, args, options = [], example }: CommandSpec): string {
  const lines = [`## ${name}`, '', `${capitalised(summary)}.`, '', '```sh', example, '```', ''];
  lines.push(`Usage: \`regent ${name}${args ? ` ${args}` : ''}${options.length > 0 ? ' [options]' : ''}\``);
  if (options.length > 0) {
    lines.push('', '| option | meaning |', '|---|---|');
    for (const [flags, description] of options) lines.push(`| \`${flags}\` | ${description.replaceAll('|', '\\|')} |`);
  }
  return lines.join('\n');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
