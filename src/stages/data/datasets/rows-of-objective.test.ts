import { expect, test } from 'vitest';
import { rowsOfObjective } from './rows-of-objective.ts';

const messages = [
  { role: 'user' as const, content: 'Where is my lamp?' },
  { role: 'assistant' as const, content: 'On its way.' },
];
const record = { recordId: 'r', payload: { messages } };

test('a row takes the label of its record along, and nothing where there is none', () => {
  expect(rowsOfObjective({ ...record, label: 'delivery' }, 'sft')).toEqual([
    { id: 'r', messages, label: 'delivery' },
  ]);
  expect(rowsOfObjective({ ...record, label: null }, 'sft')).toEqual([{ id: 'r', messages }]);
});
