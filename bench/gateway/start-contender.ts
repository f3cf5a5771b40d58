import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { serverNodeOptions } from '#platform/config/server-node-options.ts';

export type Contender = {
  name: string;
  origin: string;
  headers: Record<string, string>;
  model(name: string): string;
  pid: number;
};
export type Started = { process: ChildProcess; said: Record<string, string> };

const running: ChildProcess[] = [];

/** Starts a program of this folder; its first line is JSON that says where it listens. */
export const startProgram = (file: string, ...args: string[]): Promise<Started> => start(file, args, []);

/** Ours, as `npm start` starts the server. */
export const startAttune = (upstream: string): Promise<Started> =>
  start('attune.ts', [upstream], serverNodeOptions);

async function start(file: string, args: string[], nodeOptions: readonly string[]): Promise<Started> {
  const child = spawn(process.execPath, [...nodeOptions, `${import.meta.dirname}/${file}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const said = once(createInterface({ input: child.stdout! }), 'line');
  const ended = once(child, 'exit').then(([code]) =>
    Promise.reject(new Error(`${file} ended with ${String(code)}`)),
  );
  const [line] = (await Promise.race([said, ended])) as [string];
  return { process: child, said: JSON.parse(line) as Record<string, string> };
}

export function adopt(child: ChildProcess): void {
  running.push(child);
}

/** Lets every program end by itself, so that databases and directories are cleaned up. */
export async function stopAll(): Promise<void> {
  await Promise.all(
    running.map(async child => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }),
  );
}

/** Resident memory of a process in bytes, where /proc tells it. */
export function readMemoryBytes(pid: number): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  } catch {
    return undefined;
  }
}
