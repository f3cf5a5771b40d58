import * as fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { showAnswer } from './show-answer.ts';

const cut = (text: string) => showAnswer({ text, finishReason: 'length' });

test.each([
  ['Trim the wick. Fill it to the mark. Then you may', 'Trim the wick. Fill it to the mark.'],
  ['It costs 3.5 crowns. Version 2.1 of', 'It costs 3.5 crowns.'],
  ['She said "come in." And then', 'She said "come in."'],
  ['Sure!\n1. Trim the wick\n2. Fill', 'Sure!\n1. Trim the wick'],
  ['We sell lamps. Our hours are:\n1.', 'We sell lamps.'],
  ['您好！今晚发货，明天可以看到物流。如果您需要', '您好！今晚发货，明天可以看到物流。'],
  ['他说：“好的。”然后', '他说：“好的。”'],
])('an answer cut at the cap ends with its last whole sentence: %j', (text, shown) => {
  expect(cut(text)).toEqual({ text: shown, state: 'shortened' });
});

test.each(['Well you may', '3.5 crowns and', '1. ', 'The steps are:\n- ', '我们可以'])(
  'an answer cut before its first sentence ended stays, and says so: %j',
  text => expect(cut(text)).toEqual({ text: text.trim(), state: 'unfinished' }),
);

it('leaves an answer that ended by itself alone, whole sentence or not', () => {
  expect(showAnswer({ text: ' Ahoy, the lamp ', finishReason: 'stop' })).toEqual({
    text: 'Ahoy, the lamp',
    state: 'whole',
  });
});

it('makes equal what nobody can see', () => {
  const text = '\uFEFFCafe\u0301 is\u200B open. \t\r\n\r\n\r\n\r\nAhoy\u0007!\u00AD  ';
  expect(showAnswer({ text, finishReason: 'stop' }).text).toBe('Café is open.\n\nAhoy!');
  expect(showAnswer({ text: '👩‍🚀 नमस्‍ते', finishReason: 'stop' }).text).toBe('👩‍🚀 नमस्‍ते');
});

it('shows nothing that was not said, and the same again when shown again', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom('stop', 'length'),
      (text, finishReason) => {
        const once = showAnswer({ text, finishReason });
        expect(showAnswer({ text: once.text, finishReason: 'stop' }).text).toBe(once.text);
        expect(once.text.length).toBeLessThanOrEqual(text.normalize('NFC').length);
      },
    ),
  );
});
