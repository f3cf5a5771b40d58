import * as z from 'zod';

const virtualTokens = z.int().min(1).max(1024);
const softPrompt = {
  start: z
    .enum(['text', 'vocabulary', 'random'])
    .default('text')
    .describe('What the prompt is before it learns: a text, words of the vocabulary, or random'),
  text: z
    .string()
    .max(20_000)
    .nullable()
    .default(null)
    .describe("The text to start from; null: the project's system prompt"),
};

/**
 * What is trained: the engine's own names, every field with its default. contract-fixtures/methods.jsonl holds the same.
 * Objects without a kind are LoRA's.
 */
export const trainingMethodSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('lora').default('lora'),
    rank: z.int().min(1).max(1024).default(16),
    alpha: z.number().gt(0).default(32),
    dropout: z.number().min(0).max(0.9).default(0),
    targets: z
      .union([z.literal('all-linear'), z.array(z.string()).min(1)])
      .default('all-linear')
      .describe('Which linear layers: all, or by name (q_proj, v_proj, …)'),
    rank_stabilised: z.boolean().default(false).describe('Scale by alpha / sqrt(rank): for high ranks'),
    start: z
      .enum(['zero', 'principal'])
      .default('zero')
      .describe('principal (PiSSA): the strongest directions of the weights'),
    magnitudes: z.boolean().default(false).describe('DoRA: the length of every output is trained beside it'),
    quantization: z
      .enum(['nf4', 'int8'])
      .nullable()
      .default(null)
      .describe('QLoRA: keep the frozen weights in 4 or 8 bits; less memory, not less time'),
    last_layers: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe('Only so many of the last layers get an adapter; null: all'),
  }),
  z.strictObject({ kind: z.literal('full') }),
  z.strictObject({
    kind: z.literal('freeze'),
    first_layers: z.int().min(0).default(0),
    last_layers: z.int().min(0).default(2),
    pattern: z
      .string()
      .max(1_000)
      .nullable()
      .default(null)
      .describe('A regular expression; weights whose name it finds are trained too'),
    embeddings: z.boolean().default(false).describe('Train the embeddings and the head as well'),
  }),
  z.strictObject({ kind: z.literal('prompt_tuning'), tokens: virtualTokens.default(20), ...softPrompt }),
  z.strictObject({
    kind: z.literal('p_tuning'),
    tokens: virtualTokens.default(20),
    inner: z
      .int()
      .min(1)
      .nullable()
      .default(null)
      .describe("Width of the network that makes the prompt; null: the base's own"),
    ...softPrompt,
  }),
  z.strictObject({ kind: z.literal('prefix_tuning'), tokens: virtualTokens.default(30), ...softPrompt }),
]);
export type TrainingMethod = z.infer<typeof trainingMethodSchema>;
export type MethodKind = TrainingMethod['kind'];

/** The learning rate that each method usually takes; where a recipe names none it is frozen with this one. */
export const usualRates: Record<MethodKind, number> = {
  lora: 1e-3,
  full: 2e-5,
  freeze: 1e-4,
  prompt_tuning: 1e-2,
  p_tuning: 1e-3,
  prefix_tuning: 5e-3,
};

/** The same for objectives that learn from preferences: they move a model that already answers. */
export const preferenceRates: Record<MethodKind, number> = {
  lora: 5e-5,
  full: 5e-6,
  freeze: 5e-6,
  prompt_tuning: 5e-4,
  p_tuning: 5e-5,
  prefix_tuning: 2.5e-4,
};

export const usualRate = (kind: MethodKind, objective = 'sft'): number =>
  (objective === 'sft' ? usualRates : preferenceRates)[kind];

export const isSoftPrompt = (method: TrainingMethod): method is Extract<TrainingMethod, { tokens: number }> =>
  'tokens' in method;
