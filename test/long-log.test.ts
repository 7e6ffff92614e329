import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Event } from '../src/core/events.ts';
import { adderFiles, right, writeAdder } from './support/adder.ts';
import { logFile, makeProject, readEvents, regent } from './support/cli.ts';
import { runTests, scriptModel } from './support/model-server.ts';

test('a log that is read piece by piece is the same log, wherever the pieces are cut, and is gone on with', async (t) => {
  const server = await scriptModel([[writeAdder(right), runTests], [runTests]]);
  const project = makeProject(adderFiles());
  t.after(async () => {
    await server.close();
    project.remove();
  });
  const run = await regent(project, ['run', 'adder', '--json'], { server });
  const id = run.events[0]?.session ?? '';
  const log = logFile(project, id);
  const replied = run.events.findIndex((event) => event.type === 'model-replied');
  const said = (text: string) => ({ ...run.events[replied], type: 'model-text', turn: 1, attempt: 1, text }) as Event;
  const many = [
    ...run.events.slice(0, replied),
    // A piece is a quarter of a megabyte: characters of three bytes are cut in two, and a line is longer than a piece.
    ...Array.from({ length: 1500 }, (_, at) => said(`日本語 ${at} `.repeat(6))),
    said('é'.repeat(200_000)),
    ...run.events.slice(replied),
  ].map((event, at) => ({ ...event, seq: at + 1 }));
  writeFileSync(log, `${many.map((event) => JSON.stringify(event)).join('\n')}\n`);

  const shown = await regent(project, ['show', id, '--json']);
  // A difference of megabytes is nothing to print.
  assert.ok(shown.stdout === readFileSync(log, 'utf8'), `${shown.events.length} of ${many.length} events are shown`);

  // Torn in the middle of a character, as a full disk leaves it.
  const torn = Buffer.concat([readFileSync(log), Buffer.from('{"type":"model-text","text":"日').subarray(0, -1)]);
  writeFileSync(log, torn);
  await regent(project, ['resume', id, '--message', 'Once more.', '--json'], { server });
  const [resumed] = readEvents(project, id).slice(many.length);
  assert.equal(resumed?.type, 'session-resumed');
  assert.match(JSON.stringify(resumed), /The last line of the log was torn; 31 bytes were cut off\./);
});
