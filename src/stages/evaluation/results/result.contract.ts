import * as z from 'zod';
import { intervalMethods } from '../statistics/estimate-interval.ts';

const rate = z.number().min(0).max(1);
const interval = z.object({ low: z.number(), high: z.number() });
const sentence = z.object({ en: z.string(), zh: z.string() });
const band = z.enum(['harmful', 'no_progress', 'not_good_enough', 'success', 'significant']);
const strength = z.enum(['confirmed', 'indicative']);

export const verdictSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('insufficient'), rule: z.literal(1) }),
  z.object({
    kind: z.literal('band'),
    rule: z.int(),
    band,
    strength,
    secondary: z.object({ band: z.literal('significant'), strength: z.literal('indicative') }).optional(),
  }),
  z.object({ kind: z.literal('not_distinguishable'), rule: z.literal(10) }),
]);

const countsSchema = z.object({
  wins: z.int(),
  losses: z.int(),
  ties: z.int(),
  bothBad: z.int(),
  skips: z.int(),
});

const labelSchema = z.object({
  label: z.string(),
  counts: countsSchema,
  n: z.int(),
  rate: rate.nullable(),
  interval,
  share: rate,
  p: z.number(),
  isDifferent: z.boolean(),
  verdict: verdictSchema.nullable().describe('null below 30 votes'),
  blocksRelease: z.boolean(),
});

const raterSchema = z.object({
  rater: z.string().describe('A code, not a name'),
  n: z.int(),
  rate: rate.nullable(),
  leftShare: rate.nullable(),
  leftP: z.number(),
  flag: z.enum(['always left', 'always right']).nullable(),
  medianDwellMs: z.number().nullable(),
  repeats: z.object({ asked: z.int(), consistent: z.int() }),
});

const positionSchema = z.object({
  stratifiedRate: rate,
  effect: z.number().describe('Half the difference of the support rates with the candidate left and right'),
  standardError: z.number(),
  p: z.number(),
  isFlagged: z.boolean(),
  left: z.object({ n: z.int(), rate }),
  right: z.object({ n: z.int(), rate }),
});

const agreementSchema = z.object({
  prompts: z.int(),
  pairs: z.int(),
  percent: rate.nullable(),
  percentWithoutTies: rate.nullable(),
  alpha: z.number().nullable(),
  alphaInterval: interval.nullable(),
  kappa: z.number().nullable(),
  isLow: z.boolean(),
});

/** Everything that PRODUCT.md section 6 and loop.md 2.4 ask a result to say. Rates are fractions. */
export const resultSchema = z.object({
  codeVersion: z.string(),
  inputHash: z.string(),
  phase: z.enum(['open', 'closed']).describe('closed = the planned number of votes was given'),
  n: z.int().describe('Wins + losses + ties'),
  counts: countsSchema,
  cast: z.int().describe('Votes given towards the plan, both bad and skips included'),
  plannedVotes: z.int(),
  votesLeft: z.int(),
  rate: rate.nullable().describe('Support rate (W + T/2)/N'),
  interval95: interval,
  interval90: interval,
  intervalMethod: z.enum(intervalMethods),
  verdict: verdictSchema,
  reason: sentence,
  moreVotes: z
    .int()
    .nullable()
    .describe('About so many more for a band word; null = more than 5,000, or none needed'),
  decisiveRate: rate.nullable(),
  pessimisticRate: rate.nullable(),
  tieRate: rate.nullable(),
  bothBadRate: rate.nullable(),
  otherRaters: interval.nullable().describe('If other people voted; from five raters on'),
  withoutOneRater: interval.nullable(),
  position: positionSchema.nullable(),
  length: z
    .object({ lengthRatio: z.number(), rate: rate.nullable(), slope: z.number().nullable() })
    .nullable()
    .describe('Support rate of answers equally long'),
  labels: z.array(labelSchema),
  macroRate: rate.nullable().describe('Mean over labels, each weighing the same'),
  raters: z.array(raterSchema),
  agreement: agreementSchema,
  excluded: z.array(z.object({ reason: z.string(), count: z.int() })),
  cut: z
    .object({ pairs: z.int(), baseline: z.int(), candidate: z.int(), maxTokens: z.int() })
    .describe('Answers that ran into the cap on their tokens, shown up to their last whole sentence'),
  notes: z
    .array(sentence.extend({ code: z.string() }))
    .describe('What a reader should know before believing the number'),
});
export type EvaluationResult = z.infer<typeof resultSchema>;
