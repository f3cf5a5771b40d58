import * as z from 'zod';
import { page, pageQuery, timestamp } from '#platform/http/contract.ts';

export const outcomes = ['candidate', 'baseline', 'tie', 'both_bad', 'skip'] as const;
/** Why a vote that stands enters no figure. */
export const voteExclusions = ['repeat', 'gold', 'too_fast'] as const;

export const voteFilters = z.object({
  outcome: z
    .enum([...outcomes, 'preference'])
    .optional()
    .describe('preference = what enters n: wins, losses and ties'),
  label: z.string().optional(),
  side: z.enum(['left', 'right']).optional().describe('Where the tuned answer stood'),
  rater: z
    .string()
    .regex(/^R\d+$/)
    .optional()
    .describe('Code of a rater, as in the result'),
  counted: z
    .enum(['yes', 'no', ...voteExclusions])
    .optional()
    .describe('Whether it enters the figures; or the one reason why it does not'),
  pair: z.int().min(0).optional().describe('Position of one pair'),
});
export type VoteFilter = z.infer<typeof voteFilters>;

export const voteListQuery = voteFilters.extend({
  ...pageQuery.shape,
  sort: z
    .enum(['time', 'length'])
    .default('time')
    .describe('time = newest first; length = largest difference in length first'),
});

const outcome = z.enum(outcomes);
const facet = z.array(z.object({ value: z.string(), count: z.int() }));

export const voteRowSchema = z.object({
  id: z.uuid(),
  at: timestamp,
  pair: z.int().describe('Its position in the evaluation'),
  label: z.string().nullable(),
  outcome,
  side: z.enum(['left', 'right']).describe('Where the tuned answer stood'),
  rater: z.string().describe('A code, not a name'),
  dwellMs: z.number(),
  excludedReason: z.string().nullable(),
  pairOutcomes: z.array(outcome).describe('All votes on this pair that count'),
  seen: z
    .object({
      question: z.string(),
      reasons: z.array(z.string()),
      lengthRatio: z.number().nullable().describe('Tuned answer to untuned one, in characters'),
    })
    .nullable()
    .describe('null while voting is open and the caller has not yet voted on the pair for good'),
});
export type VoteRow = z.infer<typeof voteRowSchema>;

export const voteListSchema = page(voteRowSchema).extend({
  total: z.int().describe('Votes that match'),
  withheld: z
    .int()
    .describe("1 = the caller's own last vote, which could still be undone, is not among them"),
  facets: z.object({ outcome: facet, label: facet, rater: facet, counted: facet }),
});
export type VoteList = z.infer<typeof voteListSchema>;

const interval = z.object({ low: z.number(), high: z.number() });

/** How the support rate settled while the votes came in. */
export const courseSchema = z.object({
  points: z
    .array(z.object({ n: z.int(), rate: z.number(), ...interval.shape }))
    .describe('After the n-th preference, with the interval that may be looked at after every vote'),
  looks: z.array(z.int()).describe('n at which somebody read the result while voting was open'),
  final: interval.extend({ n: z.int(), rate: z.number() }).nullable().describe('Once the plan was reached'),
});
export type Course = z.infer<typeof courseSchema>;
