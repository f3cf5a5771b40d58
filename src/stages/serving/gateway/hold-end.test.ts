import { expect, test } from 'vitest';
import { createEndHolder } from './hold-end.ts';

test('the end of a stream stays back, whatever stands before it in the same piece and after it in others', () => {
  const holder = createEndHolder();
  expect(holder.pass('data: {"a":1}\n\n')).toBe('data: {"a":1}\n\n');
  expect(holder.held()).toBe('');
  expect(holder.pass('data: {"a":2}\n\ndata: [DONE]\n')).toBe('data: {"a":2}\n\n');
  expect(holder.pass('\n: bye\n')).toBe('');
  expect(holder.held()).toBe('data: [DONE]\n\n: bye\n');
});

test('an answer that speaks of the end is no end', () => {
  const holder = createEndHolder();
  const line = 'data: {"content":"data: [DONE]"}\n';
  expect(holder.pass(line)).toBe(line);
  expect(holder.pass('data:[DONE]\n')).toBe('');
  expect(holder.held()).toBe('data:[DONE]\n');
});
