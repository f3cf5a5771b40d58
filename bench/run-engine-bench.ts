import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { programRoot, readConfig } from '#platform/config/config.ts';
import type { BenchOptions } from './bench.ts';

/** Runs a bench of the engine, which prints its figures itself. */
export async function runEngineBench(script: string, { json, args }: BenchOptions): Promise<undefined> {
  const file = path.join(programRoot, 'engine', 'bench', script);
  const child = spawn(readConfig().python, [file, ...args, ...(json ? ['--json'] : [])], {
    stdio: 'inherit',
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  process.exitCode = code ?? 1;
}
