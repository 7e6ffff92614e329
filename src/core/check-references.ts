import type { Diagnostic } from './diagnostic.ts';
import type { LoadedSpec, Project } from './project.ts';
import { didYouMean } from './suggest.ts';

/** Finds names of specs and skills that are not there. */
export function checkReferences(loaded: LoadedSpec, project: Pick<Project, 'specNames' | 'skills'>): Diagnostic[] {
  const { spec, specPath, lineOf } = loaded;
  if (spec === null) return [];
  const missing = (key: string, code: string, what: string, named: readonly string[], there: readonly string[]) =>
    named.flatMap((name, index): Diagnostic[] =>
      there.includes(name)
        ? []
        : [
            {
              severity: 'error',
              code,
              file: specPath,
              line: lineOf([key, index]),
              message: `There is no ${what} \`${name.slice(0, 64)}\`.`,
              mend: `${didYouMean(name, there)}Name one that is there, or create it.`,
            },
          ],
    );
  const skills = project.skills.map((skill) => skill.name);
  return [
    ...missing('depends', 'unknown-spec', 'spec', spec.depends, project.specNames),
    ...missing('skills', 'unknown-skill', 'skill', spec.skills, skills),
  ];
}

/** Finds circles of `depends`; each is told once, at its first spec by name. */
export function checkCircles(specs: ReadonlyMap<string, LoadedSpec>): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const done = new Set<string>();
  for (const start of specs.keys()) {
    // Depth first without recursion: a chain of dependencies may be thousands long.
    const path: string[] = [];
    const onPath = new Set<string>();
    const open: { name: string; depth: number }[] = [{ name: start, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      while (path.length > next.depth) {
        const left = path.pop()!;
        onPath.delete(left);
        done.add(left);
      }
      if (onPath.has(next.name)) diagnostics.push(circle(path.slice(path.indexOf(next.name)), specs));
      else if (!done.has(next.name)) {
        path.push(next.name);
        onPath.add(next.name);
        const depends = specs.get(next.name)?.spec?.depends ?? [];
        for (const name of depends.toReversed()) if (specs.has(name)) open.push({ name, depth: path.length });
      }
    }
    for (const name of path) done.add(name);
  }
  return diagnostics;
}

function circle(names: readonly string[], specs: ReadonlyMap<string, LoadedSpec>): Diagnostic {
  const at = names.indexOf([...names].sort()[0]!);
  const turned = [...names.slice(at), ...names.slice(0, at)];
  const first = specs.get(turned[0]!)!;
  return {
    severity: 'error',
    code: 'dependency-circle',
    file: first.specPath,
    line: first.lineOf(['depends']),
    message: `The spec depends on itself: ${[...turned, turned[0]].join(' → ')}.`,
    mend: 'Take one of these dependencies away, or move what both need into a spec of its own.',
  };
}
