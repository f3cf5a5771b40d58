import { ORPCError } from '@orpc/client';
import { expect, test } from 'vitest';
import { keepReading } from './keep-reading.ts';

const never = new AbortController().signal;

test('a refusal that passes is waited for, and its reason is told', async () => {
  const answers = [new ORPCError('database_unavailable', { status: 503, message: 'Not now.' }), undefined];
  const reasons: string[] = [];
  const read = async () => {
    const failure = answers.shift();
    if (failure) throw failure;
    return 'done';
  };
  expect(await keepReading(read, never, reason => reasons.push(reason))).toBe('done');
  expect(reasons).toEqual(['Not now.']);
});

test('any other refusal is the answer', async () => {
  const gone = () => Promise.reject(new ORPCError('not_found', { status: 404 }));
  await expect(keepReading(gone, never, () => {})).rejects.toMatchObject({ code: 'not_found' });
});
