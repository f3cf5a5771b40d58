import os from 'node:os';
import type { Figure } from './bench.ts';

/** A table for people; with --json one last line for programs. */
export function printFigures(bench: string, figures: Figure[], json: boolean): void {
  for (const { name, value, unit, goal, met } of figures) {
    const verdict = met === null ? '' : met ? 'met' : 'NOT MET';
    console.log(
      `${name.padEnd(52)} ${String(round(value)).padStart(10)} ${unit.padEnd(10)} ${(goal ?? '').padEnd(14)} ${verdict}`,
    );
  }
  if (json) console.log(JSON.stringify({ bench, machine: describeMachine(), figures }));
}

export const describeMachine = () => ({
  cpu: os.cpus()[0]?.model ?? 'unknown',
  cores: os.cpus().length,
  memoryBytes: os.totalmem(),
  platform: `${process.platform}-${process.arch}`,
  node: process.version,
  load: round(os.loadavg()[0] ?? 0),
});

const round = (value: number): number => Math.round(value * 1000) / 1000;
