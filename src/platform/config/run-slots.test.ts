import { expect, test } from 'vitest';
import { readConfig } from './config.ts';

test('one run trains at a time unless ATTUNE_RUN_SLOTS says otherwise, and what is no number is refused', () => {
  expect(readConfig({}, {}).runSlots).toBe(1);
  expect(readConfig({}, { ATTUNE_RUN_SLOTS: ' 4 ' }).runSlots).toBe(4);
  for (const text of ['0', '-1', 'two', '1.5', ''])
    expect(() => readConfig({}, { ATTUNE_RUN_SLOTS: text })).toThrow(
      expect.objectContaining({ code: 'run_slots_invalid', remedy: expect.stringContaining('1 to 999') }),
    );
});
