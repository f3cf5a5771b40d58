import { type FSWatcher, watch } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineEvent } from '../engine-port.ts';
import { parseEvent } from './run-command.ts';
import { isProcessAlive, isRunning } from './running-engine.ts';

/** `final`: it said done, failed or stopped; `gone`: it went without a word; `detached`: we were told to let go. */
export type Ending = 'final' | 'gone' | 'detached';

export type FollowOptions = {
  signal: AbortSignal;
  /** The process just started: it counts as the engine until it has written `engine.pid`. */
  launchedPid?: number | undefined;
  pollMs?: number;
};

/**
 * Events of a run folder after `fromSeq`, in batches as they come, until the engine has ended. A line is read once it is
 * whole: what a kill tore is cut off by the next engine and written anew.
 */
export async function* followRun(
  runDir: string,
  fromSeq: number,
  { signal, launchedPid, pollMs = 500 }: FollowOptions,
): AsyncGenerator<EngineEvent[], Ending> {
  const isUp = async () =>
    (await isRunning(runDir)) || (launchedPid !== undefined && (await isProcessAlive(launchedPid)));
  const changes = watchFolder(runDir, pollMs, signal);
  let offset = 0;
  try {
    for (;;) {
      const wasUp = await isUp();
      const read = await readWholeLines(path.join(runDir, 'events.jsonl'), offset);
      offset = read.offset;
      const fresh = read.events.filter(event => event.seq > fromSeq);
      if (fresh.length > 0) yield fresh;
      if (finalTypes.has(fresh.at(-1)?.type ?? '')) return 'final';
      if (signal.aborted) return 'detached';
      if (read.isMore) continue;
      if (!wasUp) return 'gone';
      await changes.next();
    }
  } finally {
    changes.close();
  }
}

const finalTypes = new Set(['done', 'failed', 'stopped']);

/** The number of the last whole event in a run folder, 0 where there is none. */
export async function findLastSeq(runDir: string): Promise<number> {
  let last = 0;
  let read = { events: [] as EngineEvent[], offset: 0, isMore: true };
  while (read.isMore) {
    read = await readWholeLines(path.join(runDir, 'events.jsonl'), read.offset);
    last = read.events.at(-1)?.seq ?? last;
  }
  return last;
}

const chunkBytes = 2 ** 20;

async function readWholeLines(file: string, offset: number) {
  const handle = await open(file, 'r').catch(() => undefined);
  if (!handle) return { events: [], offset, isMore: false };
  try {
    const buffer = Buffer.alloc(chunkBytes);
    const { bytesRead } = await handle.read(buffer, 0, chunkBytes, offset);
    const whole = buffer.subarray(0, buffer.lastIndexOf(10, bytesRead - 1) + 1);
    const events = whole
      .toString('utf8')
      .split('\n')
      .flatMap(line => parseEvent(line) ?? []);
    return { events, offset: offset + whole.length, isMore: bytesRead === chunkBytes && whole.length > 0 };
  } finally {
    await handle.close();
  }
}

/** Waits for a change in a folder; polls too, for file systems that tell nothing. */
function watchFolder(folder: string, pollMs: number, signal: AbortSignal) {
  let change = Promise.withResolvers<void>();
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(folder, () => change.resolve());
    watcher.on('error', () => watcher?.close());
  } catch {
    watcher = undefined;
  }
  return {
    async next() {
      await Promise.race([change.promise, sleep(pollMs, undefined, { signal }).catch(() => {})]);
      change = Promise.withResolvers();
    },
    close: () => watcher?.close(),
  };
}
