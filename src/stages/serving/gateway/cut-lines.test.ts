import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLineCutter, mostWaitingBytes } from './cut-lines.ts';

test('whatever the pieces, whole lines come out, in order, with every character in one piece', () => {
  const text = fc.array(fc.constantFrom('a', '你', '🎉', '\n', '\r\n', 'data: '), { maxLength: 60 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(7), { maxLength: 80 }), (parts, cuts) => {
      const bytes = Buffer.from(`${parts.join('')}\n`);
      const cut = createLineCutter();
      const lines: string[] = [];
      for (let at = 0, n = 0; at < bytes.length; n++) {
        const length = (cuts[n % Math.max(1, cuts.length)] ?? 3) + 1;
        const given = cut(bytes.subarray(at, at + length));
        if (given !== undefined) lines.push(given);
        at += length;
      }
      expect(lines.join('')).toBe(bytes.toString());
      expect(lines.every(each => each.endsWith('\n'))).toBe(true);
    }),
  );
});

test('a line that never ends is refused before it fills the memory', () => {
  const cut = createLineCutter();
  const piece = Buffer.alloc(2 ** 20, 'x');
  for (let n = 0; n < mostWaitingBytes / piece.length; n++) cut(piece);
  expect(() => cut(piece)).toThrow(expect.objectContaining({ code: 'upstream_line_too_long' }));
});
