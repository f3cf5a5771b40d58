import { z } from 'zod';

/** The only home of thresholds and their defaults; browser-safe, so that forms and the loop file are made from it. */
const languageCode = z.string().regex(/^[a-z]{2,3}$/, 'Use ISO 639 codes such as en, zh.');
const share = z.number().min(0).max(1);
const leaveOut = z.enum(['flag', 'set_aside', 'drop']);

export const privateTypes = ['EMAIL', 'ID', 'ORDER', 'CARD', 'PHONE', 'IP', 'PLATE'] as const;

export const settings = {
  text_encoding: z.strictObject({
    repair: z.boolean().default(true),
    maxLost: z.int().min(0).default(0).describe('Lost characters that are tolerated'),
  }),
  invisible_characters: z.strictObject({}),
  template_tokens: z.strictObject({}),
  html: z.strictObject({}),
  pii: z.strictObject({
    action: z.enum(['replace', 'set_aside', 'flag']).default('replace'),
    types: z.array(z.enum(privateTypes)).default([...privateTypes]),
    orderPatterns: z
      .array(z.string().refine(isPattern, 'This is no regular expression.'))
      .default([])
      .describe("The project's own order numbers, as regular expressions"),
    keep: z
      .array(z.string())
      .default([])
      .describe("Values that are public and stay: the shop's own address and telephone"),
  }),
  role_order: z.strictObject({ repair: z.boolean().default(true), mergeRepeated: z.boolean().default(true) }),
  empty_turn: z.strictObject({}),
  preference: z.strictObject({}),
  echo: z.strictObject({ minCharacters: z.int().min(1).default(6) }),
  length: z.strictObject({
    maxTokens: z
      .int()
      .min(16)
      .default(1024)
      .describe('Estimated tokens of the whole row; what a run takes by default'),
    minAnswerTokens: z.int().min(0).default(1),
  }),
  repetition: z.strictObject({
    maxRepeatedShare: share
      .default(0.5)
      .describe("Share of an answer's character 10-grams that occurred before in it"),
    maxLoopShare: share
      .default(0.5)
      .describe('Share of an answer that one piece fills by coming again at once'),
  }),
  language: z.strictObject({
    languages: z
      .array(languageCode)
      .default([])
      .describe('Languages to keep; those of the project where empty'),
    closeScore: share
      .default(0.75)
      .describe("The project's language may score this share of the best and still be meant"),
    minLetters: z.int().min(1).default(24),
  }),
  refusal: z.strictObject({ identity: leaveOut.default('drop'), refusal: leaveOut.default('set_aside') }),
  sensitive_words: z.strictObject({
    words: z.array(z.string().min(1)).default([]),
    action: leaveOut.default('flag'),
  }),
};

export type OperatorName = keyof typeof settings;
export type Settings<Name extends OperatorName> = z.infer<(typeof settings)[Name]>;

const orLeftOut = <Schema extends z.ZodType>(schema: Schema) =>
  z.union([z.literal(false), schema]).prefault({} as never);

/** Settings by operator name; `false` leaves one out. What is not named works with its defaults. */
const operatorSettings = z.strictObject({
  text_encoding: orLeftOut(settings.text_encoding),
  invisible_characters: orLeftOut(settings.invisible_characters),
  template_tokens: orLeftOut(settings.template_tokens),
  html: orLeftOut(settings.html),
  pii: orLeftOut(settings.pii),
  role_order: orLeftOut(settings.role_order),
  empty_turn: orLeftOut(settings.empty_turn),
  preference: orLeftOut(settings.preference),
  echo: orLeftOut(settings.echo),
  length: orLeftOut(settings.length),
  repetition: orLeftOut(settings.repetition),
  language: orLeftOut(settings.language),
  refusal: orLeftOut(settings.refusal),
  sensitive_words: orLeftOut(settings.sensitive_words),
});

export const duplicateSettings = z.strictObject({
  similarity: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.8)
    .describe('Least true Jaccard similarity of near duplicates'),
  questionSimilarity: z
    .number()
    .min(0.4)
    .max(1)
    .default(0.6)
    .describe('The same of questions whose answers are compared'),
});

/** What a cleaning run does. Stored complete: a recipe says every threshold that was used. */
export const recipe = z.strictObject({
  operators: operatorSettings.prefault({}),
  duplicates: orLeftOut(duplicateSettings),
});
export type Recipe = z.infer<typeof recipe>;

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'giu') instanceof RegExp;
  } catch {
    return false;
  }
}
