// The least that can be done: asks the endpoint, writes what it says, runs the tests when it asks. No sandbox, no commits,
// no log, no verification. What Regent adds is measured against this.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [command] = process.argv.slice(2);
const messages = [{ role: 'user', content: 'Write the code.' }];

for (;;) {
  const blocks = await ask();
  messages.push({ role: 'assistant', content: blocks });
  const calls = blocks.filter((block) => block.type === 'tool_use');
  if (calls.length === 0) break;
  const results = calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: use(call) }));
  messages.push({ role: 'user', content: results });
}

async function ask() {
  const response = await fetch(`${process.env.ANTHROPIC_BASE_URL}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'scripted', max_tokens: 1000, stream: true, tools: [], messages }),
  });
  const blocks = [];
  for (const line of (await response.text()).split('\n')) {
    if (!line.startsWith('data: ')) continue;
    const event = JSON.parse(line.slice(6));
    if (event.type === 'content_block_start') blocks[event.index] = { ...event.content_block, json: '' };
    if (event.type !== 'content_block_delta') continue;
    const block = blocks[event.index];
    if (event.delta.type === 'text_delta') block.text += event.delta.text;
    else block.json += event.delta.partial_json;
  }
  return blocks.map(({ json, ...block }) =>
    block.type === 'tool_use' ? { ...block, input: JSON.parse(json) } : block,
  );
}

function use({ name, input }) {
  if (name === 'write') {
    mkdirSync(dirname(input.file_path), { recursive: true });
    writeFileSync(input.file_path, input.content);
    return 'Written.';
  }
  return spawnSync('sh', ['-c', command], { encoding: 'utf8' }).stdout;
}
