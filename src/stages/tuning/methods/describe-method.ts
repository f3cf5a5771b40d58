import { isSoftPrompt, type TrainingMethod, trainingMethodSchema } from '../runs/training-method.ts';
import type { Say } from './say.ts';

type Lora = Extract<TrainingMethod, { kind: 'lora' }>;

/** A run's method as it is frozen in its config; that of runs from before there were several, too. */
export function methodOf(config: Record<string, unknown>): TrainingMethod | undefined {
  return trainingMethodSchema.safeParse(config.method ?? {}).data;
}

/** A method in a few words, for heads and lists: "LoRA r 16", "QLoRA NF4 r 16", "prefix 30 tokens". */
export function describeMethod(method: TrainingMethod, say: Say): string {
  switch (method.kind) {
    case 'lora':
      return describeLora(method, say);
    case 'full':
      return say('short.full');
    case 'freeze':
      return describeFreeze(method, say);
    case 'prompt_tuning':
    case 'p_tuning':
    case 'prefix_tuning':
      return say(`short.${method.kind}`, { count: method.tokens });
  }
}

function describeLora(method: Lora, say: Say): string {
  const { rank, quantization, last_layers } = method;
  const bits = quantization && { nf4: 'NF4', int8: 'int8' }[quantization];
  const name = [nameOfLora(method), bits, 'r', rank].filter(Boolean).join(' ');
  return last_layers === null
    ? name
    : `${name}${say('short.join')}${say('short.last_layers', { count: last_layers })}`;
}

function nameOfLora({ start, magnitudes, quantization, rank_stabilised }: Lora): string {
  if (start === 'principal') return 'PiSSA';
  if (magnitudes) return quantization ? 'QDoRA' : 'DoRA';
  if (quantization) return 'QLoRA';
  return rank_stabilised ? 'rsLoRA' : 'LoRA';
}

function describeFreeze(method: Extract<TrainingMethod, { kind: 'freeze' }>, say: Say): string {
  const { first_layers, last_layers, pattern, embeddings } = method;
  const parts = [
    first_layers > 0 && say('short.first_layers', { count: first_layers }),
    last_layers > 0 && say('short.last_layers', { count: last_layers }),
    pattern !== null && say('short.pattern'),
    embeddings && say('short.embeddings'),
  ].filter(part => part !== false);
  return [say('short.freeze'), parts.join(say('short.join'))].filter(Boolean).join(' ');
}

/** Every field of a frozen method as a name and a value in words. */
export function listMethodFacts(method: TrainingMethod, say: Say): [name: string, value: string][] {
  const { kind: _kind, ...fields } = method;
  return Object.entries(fields)
    .filter(([name]) => !(name === 'text' && isSoftPrompt(method) && method.start !== 'text'))
    .map(([name, value]) => [say(`field.${name}`), sayValue(name, value, say)]);
}

export function sayValue(name: string, value: unknown, say: Say): string {
  if (value === null || value === undefined) return say(`none.${name}`);
  if (typeof value === 'boolean') return say(value ? 'yes' : 'no');
  if (Array.isArray(value)) return value.join(', ');
  return name === 'text' || name === 'pattern' || typeof value === 'number'
    ? String(value)
    : say(`choice.${name}.${String(value)}`);
}
