import { execFile } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { privateFolder } from './stage.ts';

/** One end for Regent to read, one to hand to a child process and to close once it runs. */
export interface OutputPipe {
  readonly reader: Socket;
  readonly writeFd: number;
  /** Closes the write end here; the reader ends when the last process that has it is gone. */
  closeWriteEnd(): void;
  /** Closes all, and gives the pipe back for another run. */
  release(): void;
}

/**
 * Opens two real pipes. What Node itself gives a child are sockets, on which `echo oops >/dev/stderr` fails with "No
 * such device or address", so that scripts would behave differently here from anywhere else. Node can't make a pipe,
 * but it can open a FIFO: they are made once by `mkfifo` in a private folder, and used again.
 */
export async function openOutputPipes(): Promise<readonly [OutputPipe, OutputPipe]> {
  while (idle.length < 2) await readyPipes();
  return [openFifo(idle.pop() ?? ''), openFifo(idle.pop() ?? '')];
}

/** Makes pipes ready for several runs at once, unless some are. */
export async function readyPipes(): Promise<void> {
  if (idle.length >= 2) return;
  making ??= makeFifos().finally(() => {
    making = undefined;
  });
  await making;
}

const idle: string[] = [];
let made = 0;
let making: Promise<void> | undefined;

/** A session has three runs at a time: its tests, and two of the verification. */
const fifosAtOnce = 6;

async function makeFifos(): Promise<void> {
  const parent = privateFolder('pipes');
  const names = Array.from({ length: fifosAtOnce }, () => join(parent, `${made++}`));
  await promisify(execFile)('mkfifo', ['-m', '600', ...names], { env: { PATH: '/usr/bin:/bin:/usr/local/bin' } });
  idle.push(...names);
}

function openFifo(path: string): OutputPipe {
  // The reader first: without one, opening the write end would block.
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writeFd = openSync(path, constants.O_WRONLY);
  const reader = new Socket({ fd: readFd, readable: true, writable: false });
  let open = true;
  const closeWriteEnd = (): void => {
    if (open) closeSync(writeFd);
    open = false;
  };
  return {
    reader,
    writeFd,
    closeWriteEnd,
    release() {
      closeWriteEnd();
      if (reader.closed) idle.push(path);
      else reader.once('close', () => idle.push(path)).destroy();
    },
  };
}
