import { parentPort } from 'node:worker_threads';
import { analyseDuplicates, type RankedExchange } from './analyse-duplicates.ts';
import { groupForSplit } from './group-for-split.ts';
import type { DuplicateTask, WorkerMessage } from './run-duplicate-task.ts';

/** Collects the rows that arrive in pieces, then answers one task. Runs beside the event loop, never in it. */
const rows: RankedExchange[] = [];

parentPort!.on('message', (message: WorkerMessage) => {
  if ('rows' in message) rows.push(...message.rows);
  else parentPort!.postMessage(answer(message.task), []);
});

function answer(task: DuplicateTask) {
  switch (task.kind) {
    case 'analyse':
      return analyseDuplicates(rows, task.settings);
    case 'group':
      return groupForSplit(rows, task.similarity);
  }
}
