import type { z } from 'zod';

/** A problem that doesn't know its place yet. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly mend: string;
}

/** Hands a finding through a zod schema; `explainIssues` takes it out again. */
export function addFinding(context: z.RefinementCtx, finding: Finding | null): void {
  if (finding === null) return;
  const { code, message, mend } = finding;
  context.addIssue({ code: 'custom', message, params: { code, mend } });
}
