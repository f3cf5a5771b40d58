import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';

/** `RUN_DIR/engine.pid`; contract-fixtures/engine.pid.json. */
const processFileSchema = z.object({
  pid: z.int(),
  start_time: z.int().nullable(),
  boot_id: z.string().nullable(),
});

/** Whether the engine that wrote `engine.pid` still lives. Another process that got its number is not taken for it. */
export async function isRunning(runDir: string): Promise<boolean> {
  return (await findEngine(runDir)) !== undefined;
}

/** `stop`: save and stop after the step; `kill`: at once. False where there is no engine to hear it. */
export async function signalEngine(runDir: string, signal: 'stop' | 'kill'): Promise<boolean> {
  const pid = await findEngine(runDir);
  if (pid === undefined) return false;
  try {
    return process.kill(pid, signal === 'stop' ? 'SIGTERM' : 'SIGKILL');
  } catch {
    return false;
  }
}

async function findEngine(runDir: string): Promise<number | undefined> {
  const written = await readProcessFile(path.join(runDir, 'engine.pid'));
  if (!written) return undefined;
  const { pid, start_time, boot_id } = written;
  if (start_time === null) return isAlive(pid) ? pid : undefined;
  if (boot_id !== null && boot_id !== (await readBootId())) return undefined;
  return (await readStartTicks(pid)) === start_time ? pid : undefined;
}

/** Undefined too for a file that a power cut left empty: its engine is gone with the power. */
async function readProcessFile(file: string) {
  try {
    return processFileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Whether a process of this number lives; one that only waits to be reaped does not. */
export async function isProcessAlive(pid: number): Promise<boolean> {
  return isAlive(pid) && (await readStat(pid))?.state !== 'Z';
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function readStartTicks(pid: number): Promise<number | undefined> {
  const stat = await readStat(pid);
  return stat && stat.state !== 'Z' ? stat.startTicks : undefined;
}

/** proc(5): field 3 is the state, field 22 the start in clock ticks since boot; the name in field 2 may hold anything. */
async function readStat(pid: number): Promise<{ state: string; startTicks: number } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0]!, startTicks: Number(fields[19]) };
}

const readBootId = async (): Promise<string | undefined> =>
  (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => undefined))?.trim();
