import * as z from 'zod';
import { endpoint, idInProject, page, pageQuery, projectRef, timestamp } from '#platform/http/contract.ts';
import { feedbackKinds } from '../receiving/feedback-body.contract.ts';

export const promotionShapes = ['sft', 'dpo', 'kto'] as const;
export const promotionStates = ['proposed', 'accepted', 'rejected'] as const;

export const promotionSchema = z.object({
  id: z.uuid(),
  shape: z.enum(promotionShapes).describe('sft = an answer to learn; dpo = a pair; kto = liked or not'),
  state: z.enum(promotionStates),
  kind: z.enum(feedbackKinds).describe('The feedback it comes from'),
  because: z.string().describe('The rule that proposed it, in words'),
  comment: z.string().nullable().describe('What the person wrote beside it'),
  label: z.string().nullable(),
  payload: z.object({
    prompt: z.array(z.object({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
    answer: z.string(),
    rejected: z.string().nullable().describe('Of a pair, the answer that lost'),
    desirable: z.boolean().nullable().describe('Of a KTO row: was it liked'),
  }),
  piiFound: z.record(z.string(), z.int()).describe('Private values by type; the text holds placeholders'),
  reason: z.string().nullable().describe('Why it was rejected'),
  reviewedBy: z.string().nullable(),
  reviewedAt: timestamp.nullable(),
  editedBy: z.string().nullable(),
  judgementId: z.uuid(),
  interactionId: z.uuid(),
  recordId: z.uuid().nullable().describe('The record that it became'),
  version: z.int(),
  createdAt: timestamp,
});
export type Promotion = z.infer<typeof promotionSchema>;

const byShape = z.object({ sft: z.int(), dpo: z.int(), kto: z.int() });
export type ByShape = z.infer<typeof byShape>;
const reasons = z.array(z.object({ reason: z.string(), count: z.int() }));

export const promotionFilter = z.object({
  shape: z.enum(promotionShapes).optional(),
  kind: z.enum(feedbackKinds).optional(),
  label: z.string().optional(),
});
export type PromotionFilter = z.infer<typeof promotionFilter>;

const versioned = idInProject.extend({ version: z.int() });
const reason = z.string().trim().min(1, 'Say why, in a few words.').max(1_000);
const path = '/projects/{project}/promotions';
const batch = {
  after: z.string().optional().describe('`next` of the call before'),
  limit: z.int().min(1).max(500).default(200),
};

/** Feedback on its way to training data: proposed by rule, decided by people. */
export const promotionContract = {
  list: endpoint('feedback.review', 'GET', path, 'Promotions, oldest first')
    .input(
      projectRef.extend({
        ...pageQuery.shape,
        ...promotionFilter.shape,
        state: z.enum(promotionStates).optional(),
      }),
    )
    .output(page(promotionSchema)),
  get: endpoint('feedback.review', 'GET', `${path}/{id}`, 'One promotion')
    .input(idInProject)
    .output(promotionSchema),
  count: endpoint('feedback.review', 'GET', `${path}/counts`, 'How many there are in each state')
    .input(projectRef)
    .output(z.object({ proposed: byShape, accepted: byShape, rejected: byShape })),
  propose: endpoint('feedback.review', 'POST', `${path}/propose`, 'Propose what new feedback may become')
    .input(projectRef.extend(batch))
    .output(
      z.object({
        read: z.int().describe('Pieces of feedback looked at'),
        proposed: byShape,
        nothing: reasons.describe('Why the rest becomes nothing'),
        next: z.string().nullable(),
      }),
    ),
  edit: endpoint('feedback.review', 'PATCH', `${path}/{id}`, 'Change the text before it is accepted')
    .input(versioned.extend({ answer: z.string().trim().min(1).max(100_000) }))
    .output(promotionSchema),
  accept: endpoint(
    'feedback.review',
    'POST',
    `${path}/{id}/accept`,
    'Accept one; an answer to learn becomes a record',
  )
    .input(versioned)
    .output(promotionSchema),
  reject: endpoint('feedback.review', 'POST', `${path}/{id}/reject`, 'Reject one')
    .input(versioned.extend({ reason }))
    .output(promotionSchema),
  undo: endpoint(
    'feedback.review',
    'POST',
    `${path}/{id}/undo`,
    'Take a decision back while no dataset version holds it',
  )
    .input(versioned)
    .output(promotionSchema),
  review: endpoint(
    'feedback.review',
    'POST',
    `${path}/review`,
    'Decide on all that wait and fit a filter, a batch a call',
  )
    .input(
      projectRef
        .extend({
          ...promotionFilter.shape,
          ...batch,
          decision: z.enum(['accept', 'reject']),
          reason: reason.optional().describe('Needed to reject'),
        })
        .refine(({ decision, reason: given }) => decision === 'accept' || given !== undefined, {
          path: ['reason'],
          error: 'Say why, in a few words.',
        }),
    )
    .output(
      z.object({
        decided: byShape,
        refused: reasons.describe('What could not be accepted, and goes on waiting'),
        next: z.string().nullable(),
      }),
    ),
};
