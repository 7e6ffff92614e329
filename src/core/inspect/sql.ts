import { maskSource } from '../expected/mask.ts';
import { breakRuns } from './mask-code.ts';
import { type Capability, type FileSightings, type Seen, seeAll } from './sighting.ts';

/** Reads SQL: what it creates, the tables it reads, and what it does besides. */
export function inspectSql(source: string): FileSightings {
  // Double quotes hold names in SQL; only what is a string is masked.
  const code = breakRuns(maskSource(source, { line: '--', block: [['/*', '*/']], quotes: ["'"] }));
  const created = [...code.matchAll(creates)].map(
    (match): Seen => ({
      kind: (match[1] ?? '').toLowerCase().replace(/\s+/g, ' '),
      name: plainName(match[2] ?? ''),
      at: match.index,
    }),
  );
  const own = new Set([
    ...created.map((one) => one.name.toLowerCase()),
    ...[
      ...code.matchAll(
        /(?<![\w"$.])([\w"$.]{1,200})\s*(?:\([^()]{0,1000}\)\s*)?\bas\s+(?:(?:not\s+)?materialized\s+)?\(/gi,
      ),
    ].map((match) => plainName(match[1] ?? '').toLowerCase()),
  ]);
  const read = [...code.matchAll(/\b(?:from|join)\s+(?!\()([\w"`[\]$.]+)(?!\s*\()/gi)].flatMap((match): Seen[] => {
    const name = plainName(match[1] ?? '');
    return own.has(name.toLowerCase()) || notTables.test(name) || isWithinExtract(code, match.index)
      ? []
      : [{ kind: 'table', name, at: match.index + match[0].indexOf(match[1] ?? '') }];
  });
  const extensions = [...code.matchAll(/\b(?:create\s+extension|install|load)\s+(?:if\s+not\s+exists\s+)?([\w"]+)/gi)];
  return {
    surface: created,
    dependencies: [
      ...read,
      ...extensions.map((match): Seen => ({ kind: 'extension', name: plainName(match[1] ?? ''), at: match.index })),
    ],
    capabilities: seeAll(code, patterns),
  };
}

const creates =
  /\bcreate\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|unlogged\s+|external\s+)?((?:materialized\s+)?view|table|function|procedure|macro|index|type|schema|sequence|trigger)\s+(?:if\s+not\s+exists\s+)?([\w"`[\]$.]+)/gi;
const notTables = /^(?:select|values|lateral|unnest|generate_series|only|json_each|json_tree|dual)$/i;

const patterns: readonly (readonly [Capability, RegExp])[] = [
  [
    'data',
    /\b(insert\s+into|update\s+(?!set\b)[\w".]+\s+set|delete\s+from|truncate|merge\s+into|drop\s+\w+|alter\s+\w+)\b/gi,
  ],
  [
    'files',
    /\b(attach|copy|load_extension|read_(?:csv|parquet|json)\w*|writefile|readfile|pg_read_file|lo_import|lo_export|into\s+outfile|load\s+data)\b/gi,
  ],
  ['network', /\b(httpfs|dblink|http_get|postgres_fdw|create\s+server)\b/gi],
  ['processes', /\b(xp_cmdshell|(?:to|from)\s+program)\b/gi],
  ['dynamic code', /\b(execute(?:\s+immediate)?|prepare|load_extension|sp_executesql|pragma\s+writable_schema)\b/gi],
];

function plainName(name: string): string {
  return name.replace(/["`[\]]/g, '');
}

/** `EXTRACT(day FROM x)` and the like read no table. */
function isWithinExtract(code: string, at: number): boolean {
  return /\b(?:extract|substring|trim|overlay|position)\s*\([^()]*$/i.test(code.slice(Math.max(0, at - 120), at));
}
