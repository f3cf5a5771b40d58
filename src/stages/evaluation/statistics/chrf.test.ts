import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { chrf, corpusChrf } from './chrf.ts';

// Expected values: sacrebleu 2.5.1, metrics.CHRF() with its defaults (char order 6, word order 0, beta 2).
test.each([
  ['The parcel left us on Monday.', 'The parcel left us on Monday.', 100],
  ['', 'something', 0],
  ['abc', 'xyz', 0],
  ['We will send it again.', 'We send a new one.', 21.317688341751094],
  ['您的包裹明天送达。', '您的包裹后天送达,请放心。', 25.08866057323637],
  ['ab', 'abcdefgh', 23.404255319148938],
  ['The colour is  grey', 'the color is gray 😀', 46.178543678543676],
])('%j against %j', (answer, reference, expected) => {
  expect(chrf(answer, reference)).toBeCloseTo(expected, 9);
});

it('is between 0 and 100 and ignores white space', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (answer, reference) => {
      expect(chrf(answer, reference)).toBeGreaterThanOrEqual(0);
      expect(chrf(answer, reference)).toBeLessThanOrEqual(100 + 1e-9);
      expect(chrf(` ${answer} `, reference)).toBe(chrf(answer, reference));
    }),
  );
});

it('over a corpus sums the n-grams first', () => {
  const pairs = [
    { answer: 'We will send it again.', reference: 'We send a new one.' },
    { answer: 'ab', reference: 'abcdefgh' },
  ];
  expect(corpusChrf(pairs)).toBeCloseTo(17.310431012788545, 9);
});
