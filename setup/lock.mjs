import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchRunning } from './run-program.mjs';

const patienceMs = 10_000;

/**
 * One set-up at a time: a second one waits. Of a set-up that was killed, the programs it had started (pip goes on
 * writing without its parent) are ended first, so that two never write to one place.
 */
export async function withLock(file, onWait, work) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false; !claim(file); told = true) {
    const holder = findHolder(file);
    if (holder && isSameProcess(holder)) {
      if (!told) onWait(holder.pid);
      await sleep(500);
    } else await removeLeftOver(file, holder);
  }
  const stopWatching = watchRunning(ids => write(file, ids));
  try {
    return await work();
  } finally {
    stopWatching();
    fs.rmSync(file, { force: true });
  }
}

function claim(file) {
  const own = `${file}.${process.pid}`;
  write(own, []);
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    fs.rmSync(own, { force: true });
  }
}

function write(file, childIds) {
  const half = `${file}.${process.pid}.half`;
  fs.writeFileSync(half, JSON.stringify({ ...describe(process.pid), children: childIds.map(describe) }));
  fs.renameSync(half, file);
}

const describe = pid => ({ pid, startedAt: findStart(pid) });

/** Clock ticks since boot at which a process started, which tells a reused id from the old one; null without /proc. */
function findStart(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'ended' : fields[19];
  } catch {
    return null;
  }
}

function findHolder(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function isSameProcess({ pid, startedAt }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return findStart(pid) === startedAt;
}

async function removeLeftOver(file, holder) {
  for (const child of holder?.children ?? []) await end(child);
  fs.rmSync(file, { force: true });
}

async function end(child) {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    const until = Date.now() + patienceMs;
    if (isSameProcess(child)) process.kill(child.pid, signal);
    while (isSameProcess(child) && Date.now() < until) await sleep(100);
  }
}
