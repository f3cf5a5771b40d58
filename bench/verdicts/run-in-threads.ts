import { Worker } from 'node:worker_threads';
import type { CellReport, CoverageReport } from './verdict-cell.ts';
import type { CellTask } from './verdicts.worker.ts';

type ReportOf<Task extends CellTask> = Task['kind'] extends 'verdict' ? CellReport : CoverageReport;

/** Gives the tasks out to so many threads; the reports come in the tasks' order. */
export async function runInThreads<Task extends CellTask>(
  tasks: readonly Task[],
  threads: number,
): Promise<ReportOf<Task>[]> {
  const reports: ReportOf<Task>[] = [];
  const queue = tasks.entries();
  const work = async () => {
    const worker = new Worker(new URL('./verdicts.worker.ts', import.meta.url));
    try {
      for (const [index, task] of queue) reports[index] = await ask(worker, task);
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  return reports;
}

function ask<Task extends CellTask>(worker: Worker, task: Task): Promise<ReportOf<Task>> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.once('message', resolve).once('error', reject);
    worker.postMessage(task, []);
  });
}
