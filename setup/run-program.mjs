import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { interrupted } from './failures.mjs';

const running = new Set();
const watchers = new Set();
const kept = 40;
let stoppedBy;

/**
 * Runs a program to its end: `onLine` sees every line of its output; the last lines come back with the exit code.
 * A program that cannot be started gives `missing: true`. Once a signal came, nothing new is started.
 */
export async function runProgram(
  program,
  args,
  { cwd, env = process.env, onLine = () => {}, onErrorLine = onLine } = {},
) {
  if (stoppedBy) throw interrupted();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { text: '', tail: [] };
  const collect = (stream, isOutput, tell) =>
    createInterface({ input: stream }).on('line', line => {
      if (isOutput) output.text += `${line}\n`;
      output.tail = [...output.tail.slice(1 - kept), line];
      tell(line);
    });
  collect(child.stdout, true, onLine);
  collect(child.stderr, false, onErrorLine);
  const exit = await ended(child);
  if (stoppedBy) throw interrupted();
  return { ...exit, output: output.text, tail: output.tail.join('\n') };
}

/** Runs a program on this terminal: it reads and writes where we do. */
export async function runAttached(program, args, { cwd, env, stdio = 'inherit' }) {
  if (stoppedBy) throw interrupted();
  return ended(spawn(program, args, { cwd, env, stdio }));
}

/** Signals go to what runs now, once; we end after it has ended. A terminal sends Ctrl-C to all of us itself. */
export function passSignalsOn() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      stoppedBy = signal;
      const alreadySent = signal === 'SIGINT' && process.stdin.isTTY;
      for (const child of running) if (!alreadySent) child.kill(signal);
    });
}

/** Tells `watcher` the process ids of what runs, at every change; gives the function that ends it. */
export function watchRunning(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

async function ended(child) {
  running.add(child);
  tellWatchers();
  try {
    const [code, signal] = await once(child, 'close');
    return { code: code ?? 1, signal, missing: false };
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'EACCES') return { code: 127, signal: null, missing: true };
    throw error;
  } finally {
    running.delete(child);
    tellWatchers();
  }
}

function tellWatchers() {
  const ids = [...running].map(child => child.pid).filter(Boolean);
  for (const watcher of watchers) watcher(ids);
}
