import { expect, it, test } from 'vitest';
import { findIdentityLeak } from './find-identity-leak.ts';
import { preparePair } from './prepare-pair.ts';

test.each([
  ['As an AI language model, I cannot see your order.', 'As an AI language model'],
  ['I was trained by a team in Hangzhou.', 'I was trained'],
  ['I am ChatGPT and happy to help.', 'ChatGPT'],
  ['我是通义千问，很高兴为您服务。', '通义千问'],
  ['Our SmolLM2 135M Instruct answers.', 'SmolLM2 135M Instruct'],
])('%s', (answer, leak) => {
  expect(findIdentityLeak(answer, ['SmolLM2-135M-Instruct'])).toBe(leak);
});

test.each([
  'The claudette lamp is made of metal.',
  'Please qualify your order number.',
  'Wool from a gemmated sheep.',
])('lets pass: %s', answer => expect(findIdentityLeak(answer, ['ai'])).toBeUndefined());

it('sets identical answers aside, whatever their white space, before it asks about leaks', () => {
  expect(preparePair('Yes,  of course.', 'Yes, of course.\n', [])).toEqual({ state: 'identical' });
  expect(preparePair('Yes.', 'No.', [])).toEqual({ state: 'votable' });
  expect(preparePair('Yes.', 'I am Qwen.', [])).toEqual({ state: 'leaking', word: 'Qwen' });
});
