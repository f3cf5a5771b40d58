import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export type Ended = { code: number | null; output: string };

/** `attune …` as its users run it. */
export async function runAttune(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const child = startAttune(args, env);
  let output = '';
  child.stdout!.on('data', chunk => (output += String(chunk)));
  child.stderr!.on('data', chunk => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

export function startAttune(args: string[], env: Record<string, string> = {}): ChildProcess {
  const { DATABASE_URL: _unset, ...clean } = process.env;
  return spawn(process.execPath, ['src/apps/cli/main.ts', ...args], {
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
