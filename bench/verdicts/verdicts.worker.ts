import { parentPort } from 'node:worker_threads';
import { simulateCell, simulateCoverage } from './simulate-cell.ts';
import type { CoverageCell, VerdictCell } from './verdict-cell.ts';

export type CellTask =
  | { kind: 'verdict'; cell: VerdictCell; runs: number; seed: number }
  | { kind: 'coverage'; cell: CoverageCell; runs: number; seed: number };

parentPort!.on('message', (task: CellTask) => {
  const report =
    task.kind === 'verdict'
      ? simulateCell(task.cell, task.runs, task.seed)
      : simulateCoverage(task.cell, task.runs, task.seed);
  parentPort!.postMessage(report, []);
});
