import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { programRoot, readConfig } from '#platform/config/config.ts';
import type { Bench } from './bench.ts';

/** `npm run bench -- train [--steps N] [--rows FILE] [--model DIR] [--isa NAME]`: the engine's own bench, which prints its figures. */
export default {
  name: 'train',
  summary:
    'LoRA training on one core: ours, TRL as shipped, TRL at its best, the matmul limit, and the wait for a first loss (minutes)',
  async run({ json, args }) {
    const script = path.join(programRoot, 'engine', 'bench', 'train.py');
    const child = spawn(readConfig().python, [script, ...args, ...(json ? ['--json'] : [])], {
      stdio: 'inherit',
    });
    const [code] = (await once(child, 'exit')) as [number | null];
    process.exitCode = code ?? 1;
    return undefined;
  },
} satisfies Bench;
