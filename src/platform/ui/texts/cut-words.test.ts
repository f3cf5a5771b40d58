import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutWords } from './cut-words.ts';

test('words carry what follows them, in both languages', () => {
  expect(cutWords('Fair winds, and steady light.')).toEqual([
    'Fair ',
    'winds, ',
    'and ',
    'steady ',
    'light.',
  ]);
  expect(cutWords('退款什么时候到账？')).toEqual(['退款', '什么时候', '到', '账？']);
});

test('nothing is lost', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => cutWords(text).join('') === text));
});
