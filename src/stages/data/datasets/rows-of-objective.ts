import { desirableOf, type Payload, rejectedOf } from '../records/payload.ts';
import type { Split } from './assign-split.ts';

/** What a run can learn from; the engine reads one shape of row for each. */
export const objectives = ['sft', 'dpo', 'kto'] as const;
export type Objective = (typeof objectives)[number];

/** The file of a version that an objective reads: `train.jsonl`, `train.dpo.jsonl`, `train.kto.jsonl`. */
export const fileOfObjective = (split: Split, objective: Objective): string =>
  objective === 'sft' ? `${split}.jsonl` : `${split}.${objective}.jsonl`;

type Row = { recordId: string; label: string | null; payload: Payload };

/**
 * A record as rows of an objective, none where it teaches that objective nothing: conversations for sft, pairs for dpo, for
 * kto judged answers and the two answers of a pair, which were judged too. A label goes along: a run may choose rows by it. contract-fixtures/ holds the shapes.
 */
export function rowsOfObjective({ label, ...row }: Row, objective: Objective): object[] {
  const rows = plainRows(row, objective);
  return label === null ? rows : rows.map(each => ({ ...each, label }));
}

function plainRows({ recordId: id, payload }: Omit<Row, 'label'>, objective: Objective): object[] {
  const { messages: turns, preference } = payload;
  const [messages, answer] = [turns.slice(0, -1), turns.at(-1)!.content];
  const [rejected, desirable] = [rejectedOf(payload), desirableOf(payload)];
  switch (objective) {
    case 'sft':
      return preference ? [] : [{ id, messages: turns }];
    case 'dpo':
      return rejected === undefined ? [] : [{ id, messages, chosen: answer, rejected }];
    case 'kto':
      if (desirable !== undefined) return [{ id, messages, answer, desirable }];
      if (rejected === undefined) return [];
      return [
        { id: `${id}/chosen`, messages, answer, desirable: true },
        { id: `${id}/rejected`, messages, answer: rejected, desirable: false },
      ];
  }
}
