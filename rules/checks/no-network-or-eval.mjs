// Fails where code opens a connection, or turns text into code or into a shell's command.
import { reportLines } from './outputs.mjs';

reportLines(
  {
    script:
      /\beval\s*\(|\bnew\s+Function\s*\(|\b(?:from|import|import\(|require\()\s*['"](?:node:)?(?:https?2?|net|tls|dgram|vm)['"]|\bfetch\s*\(|\bnew\s+WebSocket\b|\bexecSync\s*\(\s*`|(?<![.\w])exec\s*\(\s*`|\bshell:\s*true\b/,
    python:
      /(?<![.\w])(?:eval|exec)\s*\(|^\s*(?:import|from)\s+(?:socket|ssl|http|urllib|ftplib|smtplib|asyncio)\b|\bos\.(?:system|popen)\b|\bshell\s*=\s*True/,
    shell: /^(?:.*[;&|({])?\s*(?:eval|curl|wget|nc|ncat|ssh|scp|telnet)\s/,
    sql: /\b(?:load_extension|ATTACH\s+DATABASE)\b/i,
  },
  'network or text as code',
);
