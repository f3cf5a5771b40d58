import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { DuplicateAnalysis, DuplicateSettings, RankedExchange } from './analyse-duplicates.ts';

export type DuplicateTask =
  { kind: 'analyse'; settings: DuplicateSettings } | { kind: 'group'; similarity: number };
export type WorkerMessage = { rows: RankedExchange[] } | { task: DuplicateTask };
type Answers = { analyse: DuplicateAnalysis; group: Int32Array };

/** Copying rows to the worker blocks for as long as one piece takes: this many stay far below 50 ms. */
const rowsPerMessage = 2_000;

/**
 * One look for duplicates in a worker thread. `rows` may come in from the database piece by piece;
 * an abort ends the worker at once.
 */
export async function runDuplicateTask<K extends DuplicateTask['kind']>(
  task: Extract<DuplicateTask, { kind: K }>,
  rows: Iterable<RankedExchange> | AsyncIterable<RankedExchange>,
  signal?: AbortSignal,
): Promise<Answers[K]> {
  const worker = new Worker(new URL('./duplicates.worker.ts', import.meta.url));
  const stop = () => void worker.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const answer = answerOf<Answers[K]>(worker);
    await Promise.race([answer, sendRows(worker, rows)]);
    send(worker, { task });
    return await answer;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

const send = (worker: Worker, message: WorkerMessage) => worker.postMessage(message, []);

function answerOf<T>(worker: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', code =>
      reject(new Error(`The duplicate worker ended before it answered (${code}).`)),
    );
  });
}

async function sendRows(
  worker: Worker,
  rows: Iterable<RankedExchange> | AsyncIterable<RankedExchange>,
): Promise<void> {
  let piece: RankedExchange[] = [];
  for await (const { question, answer, label, preference, rank } of rows) {
    piece.push({ question, answer, label, preference, rank });
    if (piece.length < rowsPerMessage) continue;
    send(worker, { rows: piece });
    piece = [];
    await nextTurn();
  }
  send(worker, { rows: piece });
}
