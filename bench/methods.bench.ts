import { runEngineBench } from './run-engine-bench.ts';
import type { Bench } from './bench.ts';

/** `npm run bench -- methods [--record] [--steps N] [--only NAME ...]`: the engine's own bench, which prints its table. */
export default {
  name: 'methods',
  summary: 'every tuning method on the starter model: held-out loss, speed, memory (a quarter of an hour)',
  run: options => runEngineBench('methods.py', options),
} satisfies Bench;
