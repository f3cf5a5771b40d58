import { expect, test } from 'vitest';
import { briefBodySchema } from '../brief.contract.ts';
import { mergeBriefs, withField } from './merge-briefs.ts';

const base = briefBodySchema.parse({ reason: 'tone', problem: 'old', target: 'old', limits: 'old' });

test('what one of two changed is kept of both', () => {
  const mine = withField(withField(base, 'problem', 'mine'), 'goodRows', 500);
  const theirs = withField(withField(base, 'target', 'theirs'), 'retrieval', 'insufficient');
  const { merged, both } = mergeBriefs(base, mine, theirs);
  expect(both).toEqual([]);
  expect(merged).toMatchObject({ problem: 'mine', target: 'theirs', limits: 'old' });
  expect(merged.readiness).toMatchObject({ goodRows: 500, retrieval: 'insufficient' });
});

test('what both changed is named and decided by nobody; the same change is none', () => {
  const mine = withField(withField(base, 'problem', 'mine'), 'limits', 'same');
  const theirs = withField(withField(base, 'problem', 'theirs'), 'limits', 'same');
  const { merged, both } = mergeBriefs(base, mine, theirs);
  expect(both).toEqual(['problem']);
  expect(merged.problem).toBe('mine');
});

test('an emptied field is a change, not a gap', () => {
  const { merged } = mergeBriefs(base, base, withField(base, 'target', ''));
  expect(merged.target).toBe('');
});
