/**
 * A preload for Node, run before every program: plain CommonJS for any version. It wraps what ends a process and looks
 * at the stack only when one of these is called, so that a normal run pays for the loading and nothing else. Workers
 * are left alone: there `process.exit` ends the worker, not the process.
 */
export const NODE_TRIPWIRE = String.raw`'use strict';
(() => {
  const guarded = (process.env.REGENT_GUARDED || '').split('\n').filter(Boolean);
  if (guarded.length === 0 || !require('worker_threads').isMainThread) return;
  const tests = new Set((process.env.REGENT_TESTS || '').split('\n').filter(Boolean));
  const { emit, exit, reallyExit, abort, kill, pid } = process;
  const { realpathSync, writeSync } = require('fs');
  const call = Function.prototype.call;
  const starts = call.bind(String.prototype.startsWith);
  const has = call.bind(String.prototype.includes);

  // Tests that were copied in among the code stay tests.
  const isTest = (file) => tests.has(file.slice(file.lastIndexOf('/') + 1).replace(/\.\w+$/, ''));
  const isGuarded = (file) =>
    !isTest(file) &&
    guarded.some((path) =>
      starts(file, 'eval at ')
        ? has(file, path + '/') || has(file, path + ':')
        : file === path || starts(file, path + '/'),
    );
  const plain = (file) => {
    if (!starts(file, 'file://')) return file;
    try {
      return decodeURIComponent(file.slice(7));
    } catch {
      return file.slice(7);
    }
  };
  // A program of the code under test that runs on its own may end as it likes.
  const isProgram = () => {
    const main = process.argv[1];
    if (typeof main !== 'string') return false;
    let real = main;
    try {
      real = realpathSync(main);
    } catch {}
    // "node src/cli" means src/cli.js.
    return isGuarded(main) || isGuarded(real) || guarded.some((path) => starts(path, main + '.'));
  };
  const filesAbove = (wrapper) => {
    const { stackTraceLimit, prepareStackTrace } = Error;
    try {
      Error.stackTraceLimit = 50;
      Error.prepareStackTrace = (_, sites) => sites;
      const holder = {};
      Error.captureStackTrace(holder, wrapper);
      return holder.stack.map((site) => plain(site.getFileName() || site.getEvalOrigin() || ''));
    } catch {
      return [];
    } finally {
      Error.prepareStackTrace = prepareStackTrace;
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  const culprit = (wrapper, code) => {
    const files = filesAbove(wrapper);
    const nearest = files.find((file) => file !== '' && !starts(file, 'node:') && file !== __filename);
    if (nearest !== undefined) return isGuarded(nearest) ? nearest : undefined;
    // No file at all: a timer or a promise was given the function itself. Only a feigned success needs to be stopped.
    const scheduled = files.every((file) => file === '' || /^node:internal\/(timers|process\/|async)/.test(file));
    return scheduled && Number(code === undefined ? process.exitCode || 0 : code) === 0 ? 'the code under test' : undefined;
  };
  const trip = (file) => {
    try {
      writeSync(2, 'regent: ' + file + ' ended the test process\n');
    } catch {}
    reallyExit.call(process, 86);
  };
  const guard = (name, original, endsItself) => {
    const wrapper = function (...args) {
      if (endsItself(args) && !isProgram()) {
        const file = culprit(wrapper, name === 'exit' ? args[0] : 0);
        if (file !== undefined) trip(file);
      }
      return original.apply(this, args);
    };
    Object.defineProperty(wrapper, 'name', { value: name });
    process[name] = wrapper;
  };
  guard('exit', exit, () => true);
  guard('abort', abort, () => true);
  guard('kill', kill, ([target, signal]) => signal !== 0 && [pid, -pid, 0, process.ppid].includes(Number(target)));
  // A failure that is turned into a success on the way out.
  process.emit = function (name, ...rest) {
    if (name !== 'exit' && name !== 'beforeExit') return emit.call(this, name, ...rest);
    const before = Number(rest[0] || process.exitCode || 0);
    const result = emit.call(this, name, ...rest);
    const { exitCode } = process;
    if (before !== 0 && exitCode !== undefined && Number(exitCode) === 0 && !isProgram()) trip('the code under test');
    return result;
  };
  // process.exit ends here too, and was looked at already: then the nearest frame is Node's own.
  process.reallyExit = function (...args) {
    const nearest = filesAbove(process.reallyExit)[0];
    if (nearest !== undefined && isGuarded(nearest) && !isProgram()) trip(nearest);
    return reallyExit.apply(this, args);
  };
})();
`;
