import type { Payload } from '../data.tables.ts';
import { pii } from './operators/pii.ts';
import { settings } from './recipe.ts';

export type Scrubbed = { payload: Payload; found: Record<string, number> };

/** A conversation without private values, as the PII operator replaces them, and how many of each kind there were. */
export function scrubPrivateValues(row: Payload): Scrubbed {
  const defaults = settings.pii.parse({});
  const verdict = pii.decide(pii.measure(row, defaults), defaults, row);
  if (verdict.action !== 'modify') return { payload: row, found: {} };
  return { payload: verdict.payload, found: verdict.evidence.values as Record<string, number> };
}
