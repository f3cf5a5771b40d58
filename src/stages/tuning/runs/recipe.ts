import * as z from 'zod';
import { trainingMethodSchema } from './training-method.ts';
import { dataSetsSchema, stagesSchema } from './training-plan.ts';

const everySteps = z.int().min(1);

const promptSchema = z.strictObject({
  id: z.string().min(1),
  messages: z
    .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
    .min(1),
});

/**
 * How a run trains: the engine's own names, every field with the value of the standard recipe. What is parsed is whole,
 * so a frozen run does not depend on defaults that may move. contract-fixtures/run.json holds the same fields.
 */
export const recipeSchema = z.strictObject({
  dataset: dataSetsSchema
    .nullable()
    .default(null)
    .describe("Several dataset versions, mixed; null: the run's own, `datasetVersionId`"),
  mixing: z
    .strictObject({
      temperature: z
        .number()
        .gt(0)
        .default(1)
        .describe(
          'Shares go with (rows * weight) ^ (1 / temperature): more brings them nearer to each other',
        ),
    })
    .prefault({})
    .describe('How several data sets are mixed'),
  objective: z
    .enum(['sft', 'dpo', 'kto'])
    .default('sft')
    .describe(
      'sft: say the answers; dpo: prefer the chosen one of two; kto: more of what is wanted, less of the rest',
    ),
  preference: z
    .strictObject({
      beta: z.number().gt(0).default(0.1).describe('How dear it is to leave the untrained model'),
      label_smoothing: z
        .number()
        .min(0)
        .max(0.5)
        .default(0)
        .describe('dpo: the share of pairs that may be judged the wrong way round'),
      desirable_weight: z.number().gt(0).default(1).describe('kto: what a wanted answer counts'),
      undesirable_weight: z.number().gt(0).default(1).describe('kto: what an unwanted answer counts'),
    })
    .prefault({})
    .describe('What dpo and kto read besides'),
  method: trainingMethodSchema.prefault({}),
  optimizer: z
    .strictObject({
      learning_rate: z
        .number()
        .gt(0)
        .nullable()
        .default(null)
        .describe("null: the method's usual one for the objective"),
      schedule: z.enum(['cosine', 'linear', 'constant']).default('cosine'),
      warmup_steps: z.int().min(0).default(5),
      weight_decay: z.number().min(0).default(0),
      clip_norm: z.number().gt(0).default(1),
    })
    .prefault({}),
  batch_rows: z.int().min(1).default(8).describe('Rows of one optimizer step'),
  epochs: z.number().gt(0).default(2),
  stages: stagesSchema
    .nullable()
    .default(null)
    .describe('A plan: the name of one, or its stages, which say how long the run is then; null: one stage'),
  max_steps: z.int().min(1).nullable().default(null),
  max_tokens_per_row: z.int().min(8).default(1024).describe('Longer rows lose their end'),
  eval: z
    .strictObject({
      every_steps: everySteps.default(20),
      at_start: z.boolean().default(true),
      early_stopping: z
        .strictObject({ patience: z.int().min(1).default(3), min_delta: z.number().min(0).default(0.005) })
        .nullable()
        .prefault({}),
    })
    .prefault({}),
  sample: z
    .strictObject({
      every_steps: everySteps.default(20),
      prompts: z
        .array(promptSchema)
        .max(20)
        .optional()
        .describe('The first validation questions where absent'),
      max_new_tokens: z.int().min(1).max(4096).default(64),
    })
    .prefault({}),
  checkpoint: z
    .strictObject({ every_steps: everySteps.default(20), keep: z.int().min(1).default(2) })
    .prefault({}),
  guard: z
    .strictObject({
      factor: z.number().gt(1).default(4),
      strikes: z.int().min(1).default(3),
      rewinds: z.int().min(0).default(1),
    })
    .prefault({})
    .describe(
      'A loss above factor times the running median is a strike; after so many in a row it goes back to its last good checkpoint at half the learning rate, so often; then it ends',
    ),
  seed: z.int().min(0).default(0),
  dtype: z
    .enum(['auto', 'float32', 'bfloat16'])
    .default('auto')
    .describe('auto: the faster one, by measurement'),
  threads: z.int().min(1).nullable().default(null).describe('null: as many as cores are really free'),
});
export type Recipe = z.infer<typeof recipeSchema>;
