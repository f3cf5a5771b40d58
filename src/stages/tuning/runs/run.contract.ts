import * as z from 'zod';
import { endpoint, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { recipeSchema } from './recipe.ts';

export const runStateSchema = z.enum([
  'queued',
  'starting',
  'running',
  'pausing',
  'paused',
  'cancelling',
  'cancelled',
  'failed',
  'done',
]);

export const runProgressSchema = z.object({
  step: z.int(),
  stepsPlanned: z.int(),
  epoch: z.number(),
  loss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  learningRate: z.number().nullable(),
  tokensPerS: z.number().nullable(),
  etaS: z.number().nullable().describe('Seconds to go, measured; null before the first step'),
  memoryBytes: z.number().nullable(),
  reference: z
    .object({ done: z.int(), total: z.int() })
    .optional()
    .describe('Rows that dpo or kto asked the untrained model about, before the first step'),
});

const split = z.enum(['train', 'validation']);
const lengths = z.looseObject({
  p50: z.number(),
  p90: z.number(),
  p99: z.number(),
  max: z.number(),
  mean: z.number(),
  total: z.number().describe('Tokens of the split'),
  loss: z.number().describe('Tokens that are learned'),
});

const memoryComponent = z.object({
  name: z.enum(['runtime', 'base_weights', 'adapter', 'optimizer', 'activations', 'logits']),
  bytes: z.number(),
});

const advice = z.object({
  change: z.enum(['fewer_rows', 'shorter_rows', 'quantize', 'smaller_rank', 'lora']),
  recipe: z.record(z.string(), z.unknown()).describe('What to write over the recipe'),
  total_bytes: z.number(),
  fits: z.boolean().describe('False only where no single change fits and this comes nearest'),
});
export type Advice = z.infer<typeof advice>;

const taskFacts = z.object({
  name: z.string(),
  weight: z.number(),
  share: z.number().describe('Of the rows of an epoch'),
  rows: z.object({ train: z.int(), validation: z.int() }),
  loss_tokens: z.int().describe('Of its training rows'),
});
export type TaskFacts = z.infer<typeof taskFacts>;

const stageFacts = z.object({
  stage: z.int().describe('From 1'),
  name: z.string().nullable(),
  first_step: z.int(),
  steps: z.int(),
  rows: z.int(),
});
export type StageFacts = z.infer<typeof stageFacts>;

const leftOut = z.object({ conversation: z.int(), pair: z.int(), judged: z.int() });
export type LeftOut = z.infer<typeof leftOut>;

/** What the engine says before training; contract-fixtures/preflight-result.json. */
export const preflightSchema = z.object({
  base: z.looseObject({ parameters: z.number(), context: z.number(), digest: z.string() }),
  rows: z.object({ train: z.int(), validation: z.int() }),
  lengths: z.object({ train: lengths.nullable(), validation: lengths.nullable() }),
  truncated: z.array(z.object({ split, id: z.string(), tokens: z.int() })),
  untrainable: z.array(z.object({ split, id: z.string(), code: z.string(), message: z.string() })),
  template: z.looseObject({ ok: z.boolean(), digest: z.string() }),
  steps: z.object({ per_epoch: z.int(), planned: z.int() }),
  tasks: z.array(taskFacts).optional().describe('Of several data sets, each'),
  stages: z.array(stageFacts).optional().describe('Of a plan, each stage'),
  memory: z.looseObject({
    total_bytes: z.number(),
    low_bytes: z.number(),
    high_bytes: z.number(),
    available_bytes: z.number(),
    fits: z.boolean(),
    components: z.array(memoryComponent).default([]),
    advice: z
      .array(advice)
      .default([])
      .describe('Single changes that would let it fit, the one that costs the result least first'),
  }),
  trained: z
    .object({
      this: z.number().describe('Weights that this run trains'),
      usual: z.record(z.string(), z.number()).describe('Weights that each method with its defaults would'),
    })
    .optional(),
  left_out: leftOut
    .optional()
    .describe('Training and validation rows of the version that teach the objective nothing'),
  warnings: z.array(z.object({ code: z.string(), text: z.string() })),
  seconds: z.number(),
});
export type Preflight = z.infer<typeof preflightSchema>;

export const runSchema = z.object({
  id: z.uuid(),
  number: z.int().describe('Human number within the project'),
  name: z.string(),
  state: runStateSchema,
  priority: z.int(),
  queuePosition: z.int().nullable().describe('1 = next; null where it does not wait'),
  datasetVersionId: z.uuid().describe('The first one; config.data.tasks has all where there are several'),
  baseModelId: z.uuid(),
  base: z.string().describe("The base's slug"),
  systemPrompt: z.string(),
  config: z.record(z.string(), z.unknown()).describe('Frozen: the whole run.json less its paths'),
  versions: z.record(z.string(), z.unknown()).describe('Code and libraries that train it, and on what'),
  progress: runProgressSchema.nullable(),
  preflight: preflightSchema.nullable(),
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullish() }).nullable(),
  modelVersionId: z.uuid().nullable().describe('What it made'),
  eventSeq: z.int().describe('Number of its last event'),
  createdBy: z.string(),
  createdAt: timestamp,
  startedAt: timestamp.nullable(),
  endedAt: timestamp.nullable(),
});
export type Run = z.infer<typeof runSchema>;

export const runEventSchema = z.object({
  seq: z.int(),
  type: z.string().describe('started, stage, step, eval, sample, checkpoint, warning, stopped, failed, done'),
  at: timestamp,
  payload: z.record(z.string(), z.unknown()),
});
export type RunEvent = z.infer<typeof runEventSchema>;

export const runCheckpointSchema = z.object({
  step: z.int(),
  path: z.string().describe("Within the run's folder"),
  digest: z.string(),
  sizeBytes: z.int(),
  best: z.boolean().describe('Lowest validation loss so far when it was saved'),
  isKept: z.boolean().describe('Its files are still there: the last ones and the best are kept'),
  createdAt: timestamp,
});
export type RunCheckpoint = z.infer<typeof runCheckpointSchema>;

const wish = projectRef.extend({
  datasetVersionId: z.uuid().optional().describe('Not where recipe.dataset names all versions itself'),
  base: z.string().min(1).describe('Id or slug of a base model'),
  recipe: recipeSchema.prefault({}).describe('Only what differs from the standard recipe'),
});
const newRun = wish.extend({
  name: z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,79}$/u,
      'letters, digits, dot, dash, underscore and space, at most 80',
    )
    .default('run')
    .describe('Its model version will be called <name>-v<N>'),
  priority: z.int().min(-100).max(100).default(0).describe('Higher runs first'),
  force: z.boolean().default(false).describe('Start it although the pre-flight says that it will not fit'),
});
const runRef = projectRef.extend({ run: z.string().min(1).describe('Number or id') });
const path = '/projects/{project}/runs';

export const runContract = {
  list: endpoint('tuning.read', 'GET', path, 'Tuning runs, newest first')
    .input(projectRef.extend(pageQuery.shape))
    .output(page(runSchema)),
  create: endpoint('tuning.write', 'POST', path, 'Check and queue a tuning run')
    .input(newRun)
    .output(runSchema),
  preflight: endpoint(
    'tuning.write',
    'POST',
    `${path}/preflight`,
    'What a run would meet, without starting it',
  )
    .input(wish)
    .output(preflightSchema),
  get: endpoint('tuning.read', 'GET', `${path}/{run}`, 'One run').input(runRef).output(runSchema),
  events: endpoint(
    'tuning.read',
    'GET',
    `${path}/{run}/events`,
    'What the engine said, in its order; `after` is a number',
  )
    .input(runRef.extend({ ...pageQuery.shape, type: z.string().optional().describe('Only this type') }))
    .output(page(runEventSchema)),
  checkpoints: endpoint('tuning.read', 'GET', `${path}/{run}/checkpoints`, 'Its checkpoints, newest first')
    .input(runRef)
    .output(z.object({ items: z.array(runCheckpointSchema) })),
  log: endpoint('tuning.read', 'GET', `${path}/{run}/log`, "The end of the engine's own output")
    .input(runRef.extend({ lines: z.int().min(1).max(1_000).default(50) }))
    .output(z.object({ lines: z.array(z.string()) })),
  pause: endpoint('tuning.write', 'POST', `${path}/{run}/pause`, 'Save and stop it after this step')
    .input(runRef)
    .output(runSchema),
  resume: endpoint(
    'tuning.write',
    'POST',
    `${path}/{run}/resume`,
    'Queue a paused or failed run again; it goes on from its checkpoint',
  )
    .input(runRef)
    .output(runSchema),
  cancel: endpoint('tuning.write', 'POST', `${path}/{run}/cancel`, 'End it for good')
    .input(runRef)
    .output(runSchema),
};
