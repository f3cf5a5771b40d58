import fs from 'node:fs';
import os from 'node:os';

/** Which process this is, in words that another process can check: a number alone is given out again. */
export type ProcessIdentity = {
  pid: number;
  /** Start in clock ticks since boot, null where the system does not tell. */
  startTicks: number | null;
  bootId: string | null;
  /** Numbers of one container mean nothing in another. */
  pidNamespace: string | null;
  machine: string;
};

export type Life = 'alive' | 'dead' | 'unknown';

export function identifyProcess(pid: number = process.pid): ProcessIdentity {
  return {
    pid,
    startTicks: readStartTicks(pid) ?? null,
    bootId: readText('/proc/sys/kernel/random/boot_id') ?? null,
    pidNamespace: readPidNamespace(),
    machine: readText('/etc/machine-id') ?? os.hostname(),
  };
}

/** `unknown` where its number cannot be judged from here: another container, another machine on a shared disk. */
export function judgeProcess(other: ProcessIdentity, here: ProcessIdentity = identifyProcess()): Life {
  if (other.bootId !== here.bootId)
    return other.machine === here.machine && other.bootId !== null && here.bootId !== null
      ? 'dead'
      : 'unknown';
  if (other.pidNamespace !== here.pidNamespace) return 'unknown';
  if (other.startTicks !== null) return readStartTicks(other.pid) === other.startTicks ? 'alive' : 'dead';
  if (other.machine !== here.machine) return 'unknown';
  return hasProcess(other.pid) ? 'unknown' : 'dead';
}

/** proc(5): field 3 is the state, field 22 the start; the name in field 2 may hold anything. One that waits to be reaped is dead. */
function readStartTicks(pid: number): number | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : Number(fields[19]);
}

function readPidNamespace(): string | null {
  try {
    return fs.readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

function hasProcess(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
