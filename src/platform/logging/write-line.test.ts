import { expect, test } from 'vitest';
import { createLineWriter } from './write-line.ts';

test('a log on a full disk ends nothing, and tells later what was lost', () => {
  const written: string[] = [];
  let isFull = false;
  const write = createLineWriter({
    on: () => undefined,
    write(text) {
      if (isFull) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      written.push(text);
    },
  });
  write('one');
  isFull = true;
  write('two');
  write('three');
  isFull = false;
  write('four');
  expect(written[0]).toBe('one\n');
  expect(JSON.parse(written[1]!)).toMatchObject({
    message: 'lines of this log could not be written',
    lines: 2,
  });
  expect(written[2]).toBe('four\n');
});
