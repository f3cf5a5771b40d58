import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../bench/seeded-random.ts';
import { isRunning } from '#platform/engine/python/running-engine.ts';
import { folderOf, type Ground, readEvents, type Run } from './ground.ts';

/**
 * anywhere: at any moment of a step; writing: while a checkpoint is being written; tearing: the newest checkpoint loses
 * bytes as the power would take them; starting: before the engine has said a word.
 */
export type StrikeKind = 'anywhere' | 'writing' | 'tearing' | 'starting';

const patienceMs = 60_000;

/** Kills the engine of a run with -9 at the moment that the kind says. False where the run was over before. */
export async function strike(ground: Ground, run: Run, kind: StrikeKind, random: Random): Promise<boolean> {
  switch (kind) {
    case 'anywhere':
      return strikeAnywhere(ground, run, random);
    case 'writing':
      return strikeWriting(ground, run);
    case 'tearing':
      return tear(ground, run, random);
    case 'starting':
      return strikeWhen(ground, run, () => true);
  }
}

async function strikeAnywhere(ground: Ground, run: Run, random: Random): Promise<boolean> {
  const before = readEvents(ground, run).length;
  const further = before + 1 + Math.floor(random() * 14);
  await waitFor(ground, run, () => readEvents(ground, run).length >= further);
  await sleep(random() * 60);
  return kill(ground, run);
}

async function strikeWhen(ground: Ground, run: Run, isDue: () => boolean): Promise<boolean> {
  await waitFor(ground, run, isDue);
  return kill(ground, run);
}

/** A checkpoint takes its name last: until then its folder begins with a dot. An earlier kill may have left one. */
async function strikeWriting(ground: Ground, run: Run): Promise<boolean> {
  const left = new Set(listHalfOnes(ground, run));
  return strikeWhen(ground, run, () => listHalfOnes(ground, run).some(half => !left.has(half)));
}

function listHalfOnes(ground: Ground, run: Run): string[] {
  const folder = path.join(folderOf(ground, run), 'checkpoints');
  return listCheckpoints(ground, run)
    .filter(name => name.endsWith('.partial'))
    .map(name => `${name} ${statSync(path.join(folder, name), { throwIfNoEntry: false })?.ino}`);
}

function listCheckpoints(ground: Ground, run: Run): string[] {
  const folder = path.join(folderOf(ground, run), 'checkpoints');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Stopped first, so that nobody reads or mends what is torn. */
async function tear(ground: Ground, run: Run, random: Random): Promise<boolean> {
  const wholeOnes = () =>
    listCheckpoints(ground, run)
      .filter(name => name.startsWith('step-'))
      .toSorted();
  await waitFor(ground, run, () => wholeOnes().length >= 2);
  if (!signal(ground, run, 'SIGSTOP')) return false;
  const newest = path.join(folderOf(ground, run), 'checkpoints', wholeOnes().at(-1)!);
  const files = readdirSync(newest);
  const file = path.join(newest, files[Math.floor(random() * files.length)]!);
  if (random() < 0.3) rmSync(file);
  else if (random() < 0.5) writeFileSync(file, '');
  else truncateSync(file, Math.floor(statSync(file).size * random()));
  return signal(ground, run, 'SIGKILL');
}

async function kill(ground: Ground, run: Run): Promise<boolean> {
  const isOver = readEvents(ground, run).at(-1)?.type === 'done';
  return !isOver && (await isRunning(folderOf(ground, run))) && signal(ground, run, 'SIGKILL');
}

function signal(ground: Ground, run: Run, name: NodeJS.Signals): boolean {
  const file = path.join(folderOf(ground, run), 'engine.pid');
  try {
    return process.kill((JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid, name);
  } catch {
    return false;
  }
}

/** Until it is so, or the run is over. The engine is up when this comes back, unless it ended meanwhile. */
async function waitFor(ground: Ground, run: Run, isDue: () => boolean): Promise<void> {
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(2)) {
    if (readEvents(ground, run).at(-1)?.type === 'done') return;
    if ((await isRunning(folderOf(ground, run))) && isDue()) return;
  }
}
