// Fails where code knows of the tests that judge it: their folders, their runners' variables, Regent's own.
import { reportLines } from './outputs.mjs';

const traces =
  /\b(?:NODE_TEST_CONTEXT|PYTEST_CURRENT_TEST|VITEST|JEST_WORKER_ID|BATS_TEST_\w+|REGENT_\w+|REPORT_DIR)\b|\bspecs\/[\w-]+\/(?:tests|holdout)\b|\/holdout\/|\bNODE_ENV\b.*['"]test['"]|\bis_?under_?test\b|\bsys\.modules\b.*\b(?:pytest|unittest)\b/i;
reportLines({ script: traces, python: traces, shell: traces, sql: traces }, 'knows of its tests', { comments: true });
