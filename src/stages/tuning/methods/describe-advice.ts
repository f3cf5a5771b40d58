import type { Advice } from '../runs/run.contract.ts';
import type { Say } from './say.ts';

type Advised = {
  batch_rows?: number;
  max_tokens_per_row?: number;
  method?: { rank?: number; quantization?: 'nf4' | 'int8' };
};

/** A change that would let a run fit, in a few words. */
export function describeAdvice({ change, recipe }: Pick<Advice, 'change' | 'recipe'>, say: Say): string {
  const { batch_rows = 0, max_tokens_per_row = 0, method = {} } = recipe as Advised;
  const bits = method.quantization && { nf4: 'NF4', int8: 'int8' }[method.quantization];
  switch (change) {
    case 'fewer_rows':
      return say('advice.fewer_rows', { count: batch_rows });
    case 'shorter_rows':
      return say('advice.shorter_rows', { count: max_tokens_per_row });
    case 'quantize':
      return say('advice.quantize', { bits: bits ?? '' });
    case 'smaller_rank':
      return say('advice.smaller_rank', { count: method.rank ?? 0 });
    case 'lora':
      return bits ? say('advice.lora_bits', { bits }) : say('advice.lora');
  }
}
