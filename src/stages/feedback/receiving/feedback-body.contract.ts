import * as z from 'zod';

export const feedbackKinds = ['thumb', 'choice', 'correction', 'edit', 'rating', 'outcome'] as const;
export type FeedbackKind = (typeof feedbackKinds)[number];

/** The id that the gateway gave an answer: `chatcmpl-` and the interaction's UUID without its dashes. */
export const completionIdSchema = z
  .string({ error: 'Send the id of the answer, as the gateway gave it ("chatcmpl-…").' })
  .regex(
    /^chatcmpl-[0-9a-f]{32}$/,
    'Send the id of the answer as the gateway gave it: "chatcmpl-" and 32 hex digits.',
  );

/** A text that PostgreSQL can hold: neither NUL nor half of a surrogate pair. */
const text = (longest: number) =>
  z
    .string({ error: 'Send a text.' })
    .min(1, 'Send a text, or leave the field out.')
    .max(longest, `Send at most ${longest} characters.`)
    .refine(value => value.isWellFormed() && !value.includes('\0'), 'Send well-formed Unicode without NUL.');

const given = {
  id: text(200).optional().describe('Makes a repeat harmless: the same id with the same content counts once'),
  completion_id: completionIdSchema.describe('The answer it is about'),
  comment: text(4_000).optional(),
  label: text(200).optional().describe('Topic or intent, as the application knows it'),
  actor: z
    .strictObject({
      type: z.enum(['end_user', 'human'], { error: 'Use "end_user", or "human" for your own staff.' }),
      id: text(200).describe('Stable for the person and, where it can be, no name'),
    })
    .optional(),
  client_ts: z.iso
    .datetime({ offset: true, error: 'Send the time as ISO 8601 with its offset, 2026-05-01T12:00:00Z.' })
    .optional(),
};

const correctedText = text(100_000).describe('The answer as it should have been');

/** What `POST /v1/feedback` takes. Unknown fields are refused, so that nothing is lost to a typing error. */
export const feedbackBodySchema = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      ...given,
      kind: z.literal('thumb'),
      value: z.enum(['up', 'down'], { error: 'Use "up" or "down".' }),
    }),
    z.strictObject({
      ...given,
      kind: z.literal('choice'),
      chosen_id: completionIdSchema,
      rejected_id: completionIdSchema,
    }),
    z.strictObject({ ...given, kind: z.literal('correction'), corrected_text: correctedText }),
    z.strictObject({ ...given, kind: z.literal('edit'), corrected_text: correctedText }),
    z.strictObject({
      ...given,
      kind: z.literal('rating'),
      value: z.number({ error: 'Send a number from 0 to 100, always on the same scale.' }).min(0).max(100),
    }),
    z.strictObject({
      ...given,
      kind: z.literal('outcome'),
      value: z.union([text(200), z.boolean(), z.number()], {
        error: 'Send what became of it: a short text, a number, true or false.',
      }),
    }),
  ],
  { error: `Use one of ${feedbackKinds.join(', ')}.` },
);
export type FeedbackBody = z.infer<typeof feedbackBodySchema>;
