import { type Dirent, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { type LoadedSpec, SPEC_PARTS, type SpecFiles } from '../../core/project.ts';
import { parseSpec, type SpecDefaults } from '../../core/spec.ts';
import { listFiles } from './list-files.ts';
import { readText } from './read-text.ts';

const LARGEST_SPEC = 1024 * 1024;
const MOST_FILES = 10_000;

/** Reads one spec's folder: `spec.md`, and which files its parts hold. */
export function loadSpec(root: string, name: string, defaults: SpecDefaults, withFiles: boolean): LoadedSpec {
  const folder = `specs/${name}`;
  const specPath = `${folder}/spec.md`;
  const absolute = join(root, folder);
  const { files, diagnostics } = withFiles ? listParts(absolute, folder) : NO_FILES;
  const read = readText(join(absolute, 'spec.md'), { file: specPath, maxBytes: LARGEST_SPEC, within: absolute });
  const base = { name, specPath, files };
  if (read.kind === 'text') {
    const parsed = parseSpec({ folder, text: read.text, defaults });
    const all = [...parsed.diagnostics, ...diagnostics];
    const spec = diagnostics.some((diagnostic) => diagnostic.severity === 'error') ? null : parsed.spec;
    return { ...base, spec, diagnostics: all, lineOf: parsed.lineOf, text: read.text };
  }
  const problem = read.kind === 'problem' ? read.diagnostic : noSpecFile(specPath);
  return { ...base, spec: null, diagnostics: [problem, ...diagnostics], lineOf: () => 1, text: '' };
}

const NO_FILES = { files: { contract: [], tests: [], holdout: [], probe: [] }, diagnostics: [] };

function listParts(absolute: string, folder: string): { files: SpecFiles; diagnostics: Diagnostic[] } {
  const there = new Map(readEntries(absolute).map((entry) => [entry.name, entry]));
  const diagnostics: Diagnostic[] = [];
  const list = (part: string): readonly string[] => {
    const entry = there.get(part);
    if (!entry) return [];
    if (entry.isSymbolicLink()) {
      diagnostics.push(linkedPart(`${folder}/${part}`));
      return [];
    }
    const listing = listFiles(join(absolute, part), `${folder}/${part}`, { maxFiles: MOST_FILES });
    diagnostics.push(...listing.diagnostics);
    return listing.paths;
  };
  const files = Object.fromEntries(SPEC_PARTS.map((part) => [part, list(part)]));
  return { files: files as SpecFiles, diagnostics };
}

function readEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Git keeps the link and not what is behind it, so that no session would have these files. */
function linkedPart(file: string): Diagnostic {
  const message = 'This symbolic link leads to a folder.';
  return { severity: 'error', code: 'link-to-folder', file, line: 1, message, mend: 'Put a copy there instead.' };
}

function noSpecFile(file: string): Diagnostic {
  return {
    severity: 'error',
    code: 'no-spec-file',
    file,
    line: 1,
    message: "The spec's folder holds no spec.md.",
    mend: 'Write one, or remove the folder.',
  };
}
