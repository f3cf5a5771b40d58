import * as z from 'zod';
import { briefBodySchema } from '#stages/need/brief.contract.ts';
import { slugSchema } from '#stages/need/project.contract.ts';

/** A setting that the stage itself checks and has defaults for: the loop file passes it on as it is. */
const settings = (what: string) => z.record(z.string(), z.unknown()).describe(what);

export const loopFileEntrySchema = z.strictObject({
  path: z.string().min(1).describe('Relative to the loop file'),
  mapping: settings('Which column is what, where the format does not say it itself').optional(),
});

export const loopSourceSchema = z.strictObject({
  name: z.string().min(1),
  origin: z.enum(['own', 'public', 'user_generated', 'expert', 'synthetic', 'crowd']),
  licence: z.string().default(''),
  consentBasis: z.string().default(''),
  files: z.array(loopFileEntrySchema).min(1),
});

/** One whole turn of the loop as a file. Unknown fields are refused, so that a typing error is never silently ignored. */
export const loopFileSchema = z.strictObject({
  $schema: z.string().optional(),
  name: z
    .string()
    .min(1)
    .max(80)
    .describe('Running a file with the same name and project again goes on with the same loop'),
  project: z.strictObject({
    slug: slugSchema,
    name: z.string().min(1).optional(),
    languages: z.array(z.string()).min(1).default(['en']),
    systemPrompt: z.string().default('').describe('The same in training, evaluation and serving'),
  }),
  brief: briefBodySchema.optional(),
  sources: z.array(loopSourceSchema).min(1),
  cleaning: settings('Operators and thresholds; empty for the defaults').default({}),
  dataset: z.strictObject({
    name: z.string().min(1),
    recipe: settings('Split ratios, seed, filters').default({}),
  }),
  run: z.strictObject({
    name: z.string().min(1),
    base: z.string().describe('Slug of a base model'),
    recipe: settings('Method and training settings over the defaults').default({}),
  }),
  evaluation: z
    .strictObject({
      name: z.string().min(1),
      plannedVotes: z.int().min(10).optional().describe('Default: one for each prompt'),
      design: settings('Tie policy, stop rule, sampling, seed').default({}),
    })
    .optional(),
  deployment: z.strictObject({ name: slugSchema }).optional(),
  ask: z
    .array(z.string().min(1))
    .default([])
    .describe('Questions to ask base and tuned model at the end, side by side'),
});

export type LoopFile = z.infer<typeof loopFileSchema>;
