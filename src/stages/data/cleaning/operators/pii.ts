import { mapTexts, type Payload, textsOf } from '../../records/payload.ts';
import { keep, type Operator } from '../operator.ts';
import { findPrivateValues, type PrivateType, type PrivateValue } from './private-values.ts';
import type { Settings } from '../recipe.ts';

type Found = { type: PrivateType; message: number; start: number; end: number; number: number };
type Signal = { found: Found[] };

/**
 * Replaces private values by typed placeholders; the same value has the same placeholder throughout a conversation,
 * so that "send it to [EMAIL_1]" still refers to what was said before. The signal holds places, never values.
 */
export const pii: Operator<Signal, Settings<'pii'>> = {
  name: 'pii',
  version: 1,
  measuredWith: ({ orderPatterns, keep: kept }) => ({ orderPatterns, keep: kept }),

  measure: (row, patterns) => ({ found: numberValues(row, patterns) }),

  decide({ found }, { action, types }, row) {
    const chosen = found.filter(({ type }) => types.includes(type));
    if (chosen.length === 0) return keep;
    const evidence = { values: countTypes(chosen) };
    const named = Object.entries(evidence.values)
      .map(([type, number]) => `${number} ${typeNames[type as PrivateType]}`)
      .join(', ');
    if (action !== 'replace')
      return { action, code: 'pii_present', reason: `The row holds private values: ${named}.`, evidence };
    return {
      action: 'modify',
      code: 'pii_replaced',
      reason: `Private values replaced by placeholders: ${named}.`,
      evidence,
      payload: mapTexts(row, (content, at) =>
        replaceValues(
          content,
          chosen.filter(({ message }) => message === at),
        ),
      ),
    };
  },
};

const typeNames: Record<PrivateType, string> = {
  EMAIL: 'e-mail address',
  ID: 'identity number',
  ORDER: 'order number',
  CARD: 'bank card',
  PHONE: 'telephone number',
  IP: 'IP address',
  PLATE: 'number plate',
};

function numberValues(row: Payload, patterns: Settings<'pii'>): Found[] {
  const numbers = new Map<string, number>();
  const last = highestPlaceholders(row);
  return textsOf(row).flatMap((text, message) =>
    findPrivateValues(text, patterns).map(({ type, start, end, key }: PrivateValue) => {
      const name = `${type}:${key}`;
      if (!numbers.has(name)) {
        last[type] = (last[type] ?? 0) + 1;
        numbers.set(name, last[type]);
      }
      return { type, message, start, end, number: numbers.get(name)! };
    }),
  );
}

/** Placeholders that are already in the text keep their numbers. */
function highestPlaceholders(row: Payload): Partial<Record<PrivateType, number>> {
  const highest: Partial<Record<PrivateType, number>> = {};
  for (const text of textsOf(row))
    for (const [, type, number] of text.matchAll(/\[([A-Z]{2,5})_(\d+)\]/g))
      highest[type as PrivateType] = Math.max(highest[type as PrivateType] ?? 0, Number(number));
  return highest;
}

function replaceValues(content: string, values: Found[]): string {
  return values.reduceRight(
    (text, { type, start, end, number }) => `${text.slice(0, start)}[${type}_${number}]${text.slice(end)}`,
    content,
  );
}

function countTypes(found: Found[]): Partial<Record<PrivateType, number>> {
  const counts: Partial<Record<PrivateType, number>> = {};
  for (const { type } of found) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}
