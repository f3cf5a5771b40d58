import * as z from 'zod';
import { endpoint, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';

export const judgementSchema = z.object({
  id: z.uuid(),
  subjectKind: z.string().describe('record_revision, evaluation_item or interaction'),
  subjectId: z.uuid(),
  question: z.string().describe('What was asked: support, thumb, choice, correction, edit, rating, label'),
  actorKind: z.enum(['human', 'model', 'rule', 'end_user']),
  actorId: z.string(),
  round: z.enum(['label', 'cross', 'adjudicate', 'spot', 'gold', 'vote', 'feedback']),
  value: z.unknown().describe('The answer; null = withdrawn'),
  detail: z.record(z.string(), z.unknown()).describe('How it was given'),
  supersedes: z.uuid().nullable().describe('The judgement that this one replaces'),
  excludedReason: z.string().nullable().describe('Why it counts in no figure; null = it counts'),
  createdAt: timestamp,
});

export type Judgement = z.infer<typeof judgementSchema>;

export const judgementContract = {
  list: endpoint('labeling.read', 'GET', '/projects/{project}/judgements', 'List judgements, oldest first')
    .input(
      projectRef.extend({
        ...pageQuery.shape,
        subjectKind: z.string().optional(),
        subjectId: z.uuid().optional(),
        question: z.string().optional(),
        round: judgementSchema.shape.round.optional(),
        current: z.boolean().default(true).describe('false = also those that were replaced or withdrawn'),
      }),
    )
    .output(page(judgementSchema)),
};
