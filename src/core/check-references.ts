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
  const depends = new Map([...specs].map(([name, { spec }]) => [name, spec?.depends ?? []]));
  return findCircles(depends).map((circle) => {
    const first = specs.get(circle[0]!)!;
    return {
      severity: 'error',
      code: 'dependency-circle',
      file: first.specPath,
      line: first.lineOf(['depends']),
      message: `The spec depends on itself: ${[...circle, circle[0]].join(' → ')}.`,
      mend: 'Take one of these dependencies away, or move what both need into a spec of its own.',
    };
  });
}

/** Finds the circles among specs and what each depends on; each begins with its first spec by name. */
export function findCircles(depends: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  for (const [start, needed] of depends) {
    // Most depend on nothing, and are in no circle.
    if (needed.length === 0) continue;
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
      if (onPath.has(next.name)) circles.push(fromFirst(path.slice(path.indexOf(next.name))));
      else if (!done.has(next.name)) {
        path.push(next.name);
        onPath.add(next.name);
        for (const name of (depends.get(next.name) ?? []).toReversed()) {
          if (depends.has(name)) open.push({ name, depth: path.length });
        }
      }
    }
    for (const name of path) done.add(name);
  }
  return circles;
}

function fromFirst(circle: readonly string[]): string[] {
  const at = circle.indexOf([...circle].sort()[0]!);
  return [...circle.slice(at), ...circle.slice(0, at)];
}
