import * as z from 'zod';
import { endpoint, projectRef } from '#platform/http/contract.ts';
import { methodSchema, supervisedHyperparameters } from './hyperparameters.ts';
import { listOf, listQuery } from './openai-list.ts';

const metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine(pairs => Object.keys(pairs).length <= 16, 'at most 16 pairs');

/** What a client sends to make a job, and beside it `attune`: what OpenAI has no word for. */
const newJob = {
  model: z.string().min(1).describe('Slug of a base model, as /v1/models lists it'),
  training_file: z.string(),
  validation_file: z.string().nullish(),
  suffix: z
    .string()
    .regex(
      /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,63}$/u,
      'letters, digits, dot, dash, underscore and space, at most 64',
    )
    .nullish()
    .describe('The model will be called <suffix>-v<N>'),
  seed: z.int().min(0).max(2_147_483_647).nullish(),
  metadata: metadata.nullish(),
  hyperparameters: supervisedHyperparameters.optional().describe('The older place of those of supervised'),
  method: methodSchema.optional(),
  integrations: z.array(z.unknown()).max(0, 'there are no integrations here; leave it out').nullish(),
  attune: z
    .strictObject({
      recipe: z
        .record(z.string(), z.unknown())
        .default({})
        .describe('What differs from the standard recipe; the hyperparameters go over it'),
      priority: z.int().min(-100).max(100).default(0),
      force: z.boolean().default(false).describe('Train although the pre-flight says that it will not fit'),
    })
    .prefault({}),
};

const failure = z.object({ code: z.string(), message: z.string(), param: z.string().nullable() });
const resolved = z.object({
  n_epochs: z.number(),
  batch_size: z.int(),
  learning_rate_multiplier: z.number(),
  beta: z.number().optional(),
});

export const openAiJobSchema = z.object({
  id: z.string(),
  object: z.literal('fine_tuning.job'),
  created_at: z.int(),
  finished_at: z.int().nullable(),
  estimated_finish: z.int().nullable(),
  status: z
    .enum(['validating_files', 'queued', 'running', 'pausing', 'paused', 'succeeded', 'failed', 'cancelled'])
    .describe('pausing and paused are also answered; polling goes on through them'),
  model: z.string(),
  fine_tuned_model: z.string().nullable().describe('What to put into `model` of a chat'),
  organization_id: z.string().describe('The project'),
  training_file: z.string(),
  validation_file: z.string().nullable(),
  result_files: z.array(z.string()),
  trained_tokens: z.int().nullable(),
  hyperparameters: resolved.omit({ beta: true }).describe('What was wished, with "auto" decided'),
  method: z.object({
    type: z.enum(['supervised', 'dpo']),
    supervised: z.object({ hyperparameters: resolved }).optional(),
    dpo: z.object({ hyperparameters: resolved }).optional(),
  }),
  seed: z.int(),
  integrations: z.null(),
  metadata: z.record(z.string(), z.string()).nullable(),
  error: failure.nullable(),
  attune: z
    .object({
      run: z.int().nullable().describe('Number of the run in the project'),
      dataset_version: z.string().nullable(),
    })
    .describe('Where to look in Attune itself'),
});
export type OpenAiJob = z.infer<typeof openAiJobSchema>;

export const openAiEventSchema = z.object({
  id: z.string(),
  object: z.literal('fine_tuning.job.event'),
  created_at: z.int(),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
  type: z.enum(['message', 'metrics']),
  data: z.record(z.string(), z.unknown()).nullable(),
});
export type OpenAiEvent = z.infer<typeof openAiEventSchema>;

export const openAiCheckpointSchema = z.object({
  id: z.string(),
  object: z.literal('fine_tuning.job.checkpoint'),
  created_at: z.int(),
  fine_tuned_model_checkpoint: z.string().describe('A name to tell it by; only the finished model answers'),
  step_number: z.int(),
  fine_tuning_job_id: z.string(),
  metrics: z.object({
    step: z.int(),
    train_loss: z.number().optional(),
    valid_loss: z.number().optional(),
    full_valid_loss: z.number().optional(),
  }),
});
export type OpenAiCheckpoint = z.infer<typeof openAiCheckpointSchema>;

const path = '/fine_tuning/jobs';
const jobRef = projectRef.extend({ job: z.string() });
const control = (move: string, summary: string) =>
  endpoint('tuning.write', 'POST', `${path}/{job}/${move}`, summary).input(jobRef).output(openAiJobSchema);

/** `/v1/fine_tuning/jobs`: a face on dataset versions and runs. Below `/v1`, not part of the program's own contract. */
export const jobContract = {
  create: endpoint('tuning.write', 'POST', path, 'Tune a base model with a file (needs data.write too)')
    .input(z.strictObject({ ...projectRef.shape, ...newJob }))
    .output(openAiJobSchema),
  list: endpoint('tuning.read', 'GET', path, 'Jobs of the project, newest first')
    .input(
      projectRef.extend({
        ...listQuery(20, 100),
        metadata: metadata.optional().describe('metadata[key]=value: only jobs with these pairs'),
      }),
    )
    .output(listOf(openAiJobSchema)),
  retrieve: endpoint('tuning.read', 'GET', `${path}/{job}`, 'One job').input(jobRef).output(openAiJobSchema),
  cancel: control('cancel', 'End a job for good'),
  pause: control('pause', 'Save and stop a job after its step'),
  resume: control('resume', 'Let a paused job go on from its checkpoint'),
  events: endpoint('tuning.read', 'GET', `${path}/{job}/events`, 'What happened in a job, newest first')
    .input(jobRef.extend(listQuery(20, 100)))
    .output(listOf(openAiEventSchema)),
  checkpoints: endpoint('tuning.read', 'GET', `${path}/{job}/checkpoints`, 'Its checkpoints, newest first')
    .input(jobRef.extend(listQuery(10, 100)))
    .output(listOf(openAiCheckpointSchema)),
};
export type NewJob = z.infer<z.ZodObject<typeof newJob>>;
export type JobWish = z.input<z.ZodObject<typeof newJob>>;
