import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { childEnvironment } from '#platform/config/child-environment.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { EngineCommand, EngineEvent } from '../engine-port.ts';
import { cannotStart, crashed, type EngineProgram } from './engine-program.ts';

export type RunOptions = { onEvent?(event: EngineEvent): void; signal?: AbortSignal };

/**
 * Runs a command to its end, or to ours: killed, we leave no work behind that nobody waits for. Throws what `failed`
 * says, `engine_crashed`, `engine_missing`, or the signal's reason.
 */
export async function runCommand(
  program: EngineProgram,
  command: EngineCommand,
  args: readonly string[],
  { onEvent, signal }: RunOptions = {},
): Promise<EngineEvent> {
  signal?.throwIfAborted();
  const words = ['--parent', String(process.pid), command, ...args];
  const child = spawn(program.file, [...program.args, ...words], {
    cwd: program.directory,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  });
  const lastWords = keepTail(child.stderr!);
  const [ended, last] = await Promise.allSettled([once(child, 'close'), readEvents(child, onEvent)]);
  signal?.throwIfAborted();
  if (ended.status === 'rejected') throw cannotStart(program, ended.reason);
  if (last.status === 'rejected') throw last.reason;
  if (last.value?.type === 'failed') throw failureOf(last.value);
  const [code, killedBy] = ended.value as [number | null, NodeJS.Signals | null];
  if (code !== 0 || !last.value)
    throw crashed(command, killedBy ? `by ${killedBy}` : `with exit code ${code}`, lastWords());
  return last.value;
}

async function readEvents(
  child: ChildProcess,
  onEvent: RunOptions['onEvent'],
): Promise<EngineEvent | undefined> {
  let last: EngineEvent | undefined;
  for await (const line of createInterface({ input: child.stdout!, crlfDelay: Infinity })) {
    const event = parseEvent(line);
    if (!event) continue;
    last = event;
    onEvent?.(event);
  }
  return last;
}

/** An event, or undefined for what a library printed between the events. */
export function parseEvent(line: string): EngineEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as EngineEvent;
  } catch {
    return undefined;
  }
}

/** A `failed` event as the error that the rest of the program throws. */
export function failureOf(event: EngineEvent): AttuneError {
  const { code, message, remedy } = event as unknown as { code: string; message: string; remedy?: string };
  return new AttuneError(code, message, { status: 422, remedy });
}

const tailLength = 1_000;

function keepTail(stream: NodeJS.ReadableStream): () => string {
  let tail = '';
  stream.on('data', chunk => (tail = (tail + String(chunk)).slice(-tailLength)));
  return () => tail.trim();
}
