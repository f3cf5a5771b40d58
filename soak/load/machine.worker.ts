import { workerData } from 'node:worker_threads';

/**
 * A thread that has next to nothing to do: how late it comes all the same, and how much more of the processor's time
 * than usual the same small piece of work takes it. So much the machine adds to anybody's.
 */
const { seen } = workerData as { seen: Float64Array };
const everyMs = 50;
const pieceMs = 2;
const usualOf = 41;

let spun = 0;

/** Milliseconds on the processor for so many rounds of arithmetic, which need no memory. */
function workedMs(rounds: number): number {
  const { user, system } = process.threadCpuUsage();
  for (let round = 0; round < rounds; round += 1) spun = Math.imul(spun ^ round, 0x9e3779b1);
  const after = process.threadCpuUsage();
  return (after.user + after.system - user - system) / 1_000;
}

function roundsOfOnePiece(): number {
  let rounds = 100_000;
  while (workedMs(rounds) < pieceMs) rounds *= 2;
  return rounds;
}

const rounds = roundsOfOnePiece();
const pieces = Array.from({ length: usualOf }, () => workedMs(rounds)).toSorted((a, b) => a - b);
const usualMs = pieces[(usualOf - 1) / 2]!;
let dueMs = performance.now() + everyMs;

setInterval(() => {
  seen[0] = Math.max(seen[0]!, performance.now() - dueMs);
  seen[1] = Math.max(seen[1]!, workedMs(rounds) - usualMs);
  dueMs = performance.now() + everyMs;
}, everyMs);
