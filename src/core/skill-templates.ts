import { placeholders } from './placeholders.ts';

/** What a new skill begins with. */
export const SKILL_TEMPLATES = ['basic', 'script', 'reference'] as const;
export type SkillTemplate = (typeof SKILL_TEMPLATES)[number];

/** The files of a new skill, by path in its folder: valid as they are, and short. Those that begin with `#!` are run. */
export function skillTemplate(
  template: SkillTemplate,
  { name, description }: { readonly name: string; readonly description?: string | undefined },
): Readonly<Record<string, string>> {
  const about = description ?? placeholders.skill.about;
  const head = `---\nname: ${name}\ndescription: ${quoteYaml(about)}\n---\n\n# ${titleOf(name)}\n`;
  switch (template) {
    case 'basic':
      return { 'SKILL.md': `${head}\n${steps}` };
    case 'script':
      return {
        'SKILL.md': `${head}\nRun \`scripts/check.sh FILE\`: it prints what is wrong, and exits with 1 if anything is.\n\n${steps}`,
        'scripts/check.sh':
          '#!/bin/sh\n# usage: check.sh FILE\nset -eu\ntest -s "$1" || { echo "$1: empty or missing"; exit 1; }\n',
      };
    case 'reference':
      return {
        'SKILL.md': `${head}\nThe details are in [references/details.md](references/details.md): read it when you need them.\n\n${steps}`,
        'references/details.md': '# Details\n\nWhat is needed now and then, so that SKILL.md stays short.\n',
      };
    default:
      return template satisfies never;
  }
}

const steps = `1. ${placeholders.skill.first}
2. ${placeholders.skill.facts}

${placeholders.skill.done}
`;

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One line of text as YAML that every reader takes the same way. */
export function quoteYaml(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return /^[A-Za-z][^:#]*$/.test(line) ? line : JSON.stringify(line);
}
