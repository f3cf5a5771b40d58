import { runEngineBench } from './run-engine-bench.ts';
import type { Bench } from './bench.ts';

/** `npm run bench -- train [--steps N] [--rows FILE] [--model DIR] [--isa NAME]`: the engine's own bench, which prints its figures. */
export default {
  name: 'train',
  summary:
    'LoRA training on one core: ours, TRL as shipped, TRL at its best, the matmul limit, and the wait for a first loss (minutes)',
  run: options => runEngineBench('train.py', options),
} satisfies Bench;
