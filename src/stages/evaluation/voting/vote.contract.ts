import * as z from 'zod';
import { endpoint, projectRef } from '#platform/http/contract.ts';

const voteRef = projectRef.extend({ evaluation: z.string().min(1).describe('Evaluation number or id') });

export const voteVerdicts = ['left', 'right', 'tie', 'both_bad', 'skip'] as const;
export type VoteVerdict = (typeof voteVerdicts)[number];

const progressSchema = z.strictObject({
  voted: z.int().describe('By this rater'),
  of: z.int().describe('Pairs this rater will meet'),
});

/** All that a voter's client ever learns of a pair. It has the same shape for every pair, repeated ones included. */
export const pairSchema = z.strictObject({
  token: z.string(),
  prompt: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content: z.string() })),
  left: z.string(),
  right: z.string(),
});
export type Pair = z.infer<typeof pairSchema>;

export const turnSchema = z.strictObject({
  state: z.enum(['vote', 'done']),
  pair: pairSchema.nullable(),
  progress: progressSchema,
});
export type Turn = z.infer<typeof turnSchema>;

export const queueItemSchema = z.strictObject({
  project: z.string().describe('Slug'),
  projectName: z.string(),
  evaluation: z.int().describe('Its number; its name may tell what is compared, so it is not here'),
  voted: z.int().describe('Pairs the caller has voted on'),
});
export type QueueItem = z.infer<typeof queueItemSchema>;

export const voteContract = {
  queue: endpoint('signed-in', 'GET', '/votes/queue', 'Votes that wait for the caller').output(
    z.strictObject({ items: z.array(queueItemSchema) }),
  ),
  next: endpoint(
    'vote',
    'POST',
    '/projects/{project}/evaluations/{evaluation}/votes/next',
    'The pair to vote on now; the same one until it was voted on',
  )
    .input(voteRef)
    .output(turnSchema),
  cast: endpoint('vote', 'POST', '/projects/{project}/evaluations/{evaluation}/votes', 'Vote on a pair')
    .input(
      voteRef.extend({
        token: z.string().min(1),
        verdict: z.enum(voteVerdicts),
        dwellMs: z.int().min(0).describe('How long the pair was on screen'),
        reasons: z.array(z.string().min(1).max(60)).max(8).default([]),
      }),
    )
    .output(z.strictObject({ recorded: z.literal(true), isClosed: z.boolean(), progress: progressSchema })),
  undo: endpoint(
    'vote',
    'POST',
    '/projects/{project}/evaluations/{evaluation}/votes/undo',
    "Withdraw the caller's last vote; the pair comes back",
  )
    .input(voteRef)
    .output(turnSchema),
};
