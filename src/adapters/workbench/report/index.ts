import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { auditPage } from '../../../core/html/audit/index.ts';
import type { PageMaker } from '../../../core/html/document.ts';
import { sessionPage } from '../../../core/html/session/index.ts';
import type { ReportSubject, ReportWork } from '../../../core/report-work.ts';
import type { Problem } from '../../../core/workbench.ts';
import { version } from '../../../version.ts';
import type { WorkbenchContext } from '../context.ts';
import { readAudit } from './audit.ts';
import { readTexts, tellSession } from './session.ts';
import { writePage } from './write.ts';

export function createReportWork(context: WorkbenchContext): ReportWork {
  const { repository } = context;
  const page = async (subject: ReportSubject): Promise<{ html: string; name: string } | Problem> => {
    if (subject.kind === 'audit') {
      const audit = await readAudit(context, subject);
      return 'problem' in audit ? audit : { html: auditPage(audit, subject.said, makerNow()), name: 'audit' };
    }
    const told = await tellSession(repository, subject.session);
    if ('problem' in told) return told;
    const texts = await readTexts(repository, told);
    return { html: sessionPage(told.facts, texts, makerNow()), name: told.facts.session.id };
  };
  return {
    async session(id) {
      const told = await tellSession(repository, id);
      return 'problem' in told ? told : told.facts;
    },
    audit: (scope) => readAudit(context, scope),
    page,
    async write(subject, { file, force = false }) {
      const made = await page(subject);
      if ('problem' in made) return made;
      const own = join(repository.commonDir, 'regent', 'reports', `${made.name}.html`);
      return writePage(file ?? own, made.html, { force, makeFolder: file === undefined });
    },
  };
}

function makerNow(): PageMaker {
  return {
    version,
    hash: (text) => createHash('sha256').update(text).digest('base64'),
    now: new Date().toISOString(),
  };
}
