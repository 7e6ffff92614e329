import type { Diagnostic } from './diagnostic.ts';
import type { LoadedSpec } from './project.ts';

/** Finds suites that prove less than they seem to: without files, or with nothing but an exit code. */
export function checkSuites({ spec, specPath, files, lineOf }: LoadedSpec): Diagnostic[] {
  if (spec === null) return [];
  const diagnostics: Diagnostic[] = [];
  const add = (severity: Diagnostic['severity'], code: string, path: string[], message: string, mend: string) => {
    diagnostics.push({ severity, code, file: specPath, line: lineOf(path), message, mend });
  };
  for (const part of ['tests', 'holdout'] as const) {
    const suite = spec[part];
    const folder = `${spec.folder}/${part}`;
    if (suite === null) continue;
    if (files[part].length === 0 && suite.command.includes(folder)) {
      add(
        'error',
        'no-tests',
        [part, 'command'],
        `The command runs ${folder}, which holds no files.`,
        'Write tests there.',
      );
    } else if (files[part].length === 0) {
      const message = `${folder} holds no files, so nothing keeps the agent from changing what the command runs.`;
      add('warning', 'no-tests', [part, 'command'], message, `Put the tests into ${folder}.`);
    }
    if (suite.report.format === 'exit-code') {
      const message = 'An exit code alone proves little: a program that ends early passes too.';
      const mend = 'Let the tests report as `tap`, `junit` or `ctrf` if their runner can.';
      add('warning', 'exit-code-report', [part, 'report'], message, mend);
    }
  }
  if (spec.holdout === null && files.holdout.length > 0) {
    const message = `${spec.folder}/holdout holds files, but no command runs them.`;
    add('warning', 'holdout-not-run', ['tests'], message, 'Add `holdout:` with `command` and `report`.');
  }
  if (spec.contract !== null && files.contract.length === 0) {
    const message = `There is a contract check, but ${spec.folder}/contract holds no files.`;
    add('warning', 'no-contract', ['contract'], message, 'Put the contract there, or take the check away.');
  }
  return diagnostics;
}
