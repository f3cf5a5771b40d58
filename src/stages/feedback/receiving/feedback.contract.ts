import * as z from 'zod';
import { endpoint, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { promotionShapes, promotionStates } from '../promotion/promotion.contract.ts';
import { completionIdSchema, feedbackKinds } from './feedback-body.contract.ts';

export const feedbackSchema = z.object({
  id: z.uuid(),
  kind: z.enum(feedbackKinds),
  completionId: z.string().describe('The answer it is about'),
  value: z.unknown().describe('up, down, a text, a number, or of a choice the ids of both sides'),
  comment: z.string().nullable(),
  label: z.string().nullable(),
  actor: z.object({ kind: z.enum(['human', 'model', 'rule', 'end_user']), id: z.string() }),
  replaced: z.boolean().describe('true = the same person said something else later'),
  promotions: z.array(
    z.object({ id: z.uuid(), shape: z.enum(promotionShapes), state: z.enum(promotionStates) }),
  ),
  receivedAt: timestamp,
});
export type Feedback = z.infer<typeof feedbackSchema>;

export const feedbackContract = {
  list: endpoint(
    'feedback.review',
    'GET',
    '/projects/{project}/feedback',
    'Feedback on answers, newest first',
  )
    .input(
      projectRef.extend({
        ...pageQuery.shape,
        kind: z.enum(feedbackKinds).optional(),
        label: z.string().optional(),
        completion: completionIdSchema.optional(),
        actor: z.string().optional().describe('Stable id: end_user:ada'),
      }),
    )
    .output(page(feedbackSchema)),
};
