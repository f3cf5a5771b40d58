import { desirableOf, kindOf, type Payload, rowKinds } from '../records/payload.ts';
import { inputHash } from '../records/content-hash.ts';

/**
 * Rows whose question can be asked and whose answer is one to compare with: not those that nobody wants. One question stands
 * in a conversation, a pair and several judged answers; rows with a preference are left out where another row asks the same.
 */
export function askableRows<
  Row extends Pick<Payload, 'messages'> & { preference: Payload['preference'] | null },
>(rows: readonly Row[]): Row[] {
  const asked = new Set<string>();
  const kept = new Set<Row>();
  for (const kind of rowKinds)
    for (const row of rows) {
      const payload = { messages: row.messages, preference: row.preference ?? undefined };
      if (kindOf(payload) !== kind || desirableOf(payload) === false) continue;
      const question = inputHash(payload);
      if (kind === 'conversation' || !asked.has(question)) kept.add(row);
      asked.add(question);
    }
  return rows.filter(row => kept.has(row));
}
