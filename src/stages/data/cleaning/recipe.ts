import { z } from 'zod';
import { operators } from './operators.ts';

const settingsOf = (schema: z.ZodType): z.ZodType =>
  z.union([z.literal(false), schema]).default(() => schema.parse({}) as never);

/** Settings by operator name; `false` leaves one out. What is not named works with its defaults. */
export const operatorSettings = z.strictObject(
  Object.fromEntries(operators.map(({ name, settings }) => [name, settingsOf(settings)])),
);

export const duplicateSettings = z.strictObject({
  /** Least true Jaccard of two texts that are called near duplicates. */
  similarity: z.number().min(0.5).max(1).default(0.8),
  /** Least true Jaccard of two questions whose answers are compared for contradiction. */
  questionSimilarity: z.number().min(0.4).max(1).default(0.6),
});

/** What a cleaning run does. Complete: a stored recipe says every threshold that was used. */
export const recipe = z.strictObject({
  operators: operatorSettings.prefault({}),
  duplicates: z.union([z.literal(false), duplicateSettings]).default(() => duplicateSettings.parse({})),
});

export type Recipe = { operators: Record<string, unknown>; duplicates: DuplicateSettings | false };
export type DuplicateSettings = z.infer<typeof duplicateSettings>;
