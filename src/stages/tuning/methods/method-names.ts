import type * as z from 'zod';
import type { recipeSchema } from '../runs/recipe.ts';
import type { MethodKind } from '../runs/training-method.ts';

export type RecipeWish = z.input<typeof recipeSchema>;
export type MethodWish = NonNullable<RecipeWish['method']>;
type LoraWish = Extract<MethodWish, { kind?: 'lora' | undefined }>;

/** What people choose between. Five of them are LoRA to the engine, set in five ways. */
export const methodNames = [
  'lora',
  'qlora_4bit',
  'qlora_8bit',
  'dora',
  'pissa',
  'full',
  'freeze',
  'prompt_tuning',
  'p_tuning',
  'prefix_tuning',
] as const;
export type MethodName = (typeof methodNames)[number];

export const methodFamilies = ['adapter', 'weights', 'soft'] as const;
export type MethodFamily = (typeof methodFamilies)[number];

/** The one spelling of a method in every language. */
export const methodTitles: Record<MethodName, string> = {
  lora: 'LoRA',
  qlora_4bit: 'QLoRA 4 bit',
  qlora_8bit: 'QLoRA 8 bit',
  dora: 'DoRA',
  pissa: 'PiSSA',
  full: 'Full',
  freeze: 'Freeze',
  prompt_tuning: 'Prompt tuning',
  p_tuning: 'P-tuning',
  prefix_tuning: 'Prefix tuning',
};

/** What a name alone says of `recipe.method`. */
export const methodPresets: Record<MethodName, MethodWish> = {
  lora: { kind: 'lora' },
  qlora_4bit: { kind: 'lora', quantization: 'nf4' },
  qlora_8bit: { kind: 'lora', quantization: 'int8' },
  dora: { kind: 'lora', magnitudes: true },
  pissa: { kind: 'lora', start: 'principal' },
  full: { kind: 'full' },
  freeze: { kind: 'freeze' },
  prompt_tuning: { kind: 'prompt_tuning' },
  p_tuning: { kind: 'p_tuning' },
  prefix_tuning: { kind: 'prefix_tuning' },
};

export const kindOf = (method: MethodWish | undefined): MethodKind => method?.kind ?? 'lora';

export function familyOf(kind: MethodKind): MethodFamily {
  switch (kind) {
    case 'lora':
      return 'adapter';
    case 'full':
    case 'freeze':
      return 'weights';
    case 'prompt_tuning':
    case 'p_tuning':
    case 'prefix_tuning':
      return 'soft';
  }
}

/** What a method is called: by its most telling setting where it has several. */
export function nameOfMethod(method: MethodWish | undefined): MethodName {
  const kind = kindOf(method);
  if (kind !== 'lora') return kind;
  const { start, magnitudes, quantization } = (method ?? {}) as LoraWish;
  if (start === 'principal') return 'pissa';
  if (magnitudes) return 'dora';
  if (quantization) return quantization === 'int8' ? 'qlora_8bit' : 'qlora_4bit';
  return 'lora';
}

/** Another method with whatever of this one means the same there. */
export function changeMethod(method: MethodWish | undefined, name: MethodName): MethodWish {
  const preset = methodPresets[name];
  const [from, to] = [kindOf(method), kindOf(preset)];
  if (!method || familyOf(from) !== familyOf(to) || to === 'full' || from === 'full') return preset;
  if (familyOf(to) === 'soft') {
    const { start, text } = method as { start?: 'text'; text?: string };
    return {
      ...(start !== undefined && { start }),
      ...(text !== undefined && { text }),
      ...preset,
    } as MethodWish;
  }
  if (to === 'freeze') return method;
  const {
    start: _start,
    magnitudes: _magnitudes,
    quantization: _bits,
    dropout,
    ...rest
  } = method as LoraWish;
  const keepsDropout = dropout !== undefined && name !== 'pissa';
  return { ...rest, ...(keepsDropout && { dropout }), ...preset } as MethodWish;
}
