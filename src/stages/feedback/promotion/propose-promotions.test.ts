import { describe, expect, test } from 'vitest';
import type { FeedbackKind } from '../receiving/feedback-body.contract.ts';
import { type GivenAnswer, proposePromotions } from './propose-promotions.ts';
import { readConversation } from './read-conversation.ts';

const answer = (text: string, rest: Partial<GivenAnswer> = {}): GivenAnswer => ({
  conversation: [{ role: 'user', content: 'Where is it?' }],
  text,
  complete: true,
  ...rest,
});
const shapes = (kind: FeedbackKind, value: unknown, rest = {}) =>
  proposePromotions({ kind, value, answer: answer('Here.'), ...rest }).proposals.map(each => each.shape);

describe('the rule', () => {
  test.each<[string, FeedbackKind, unknown, object, string[]]>([
    ['a correction is to learn, and better than the original', 'correction', 'There.', {}, ['sft', 'dpo']],
    ['an edit too', 'edit', 'There.', {}, ['sft', 'dpo']],
    ['sent as it was it is no pair', 'edit', ' Here. ', {}, ['sft']],
    ['a thumb up may be to learn, and was liked', 'thumb', 'up', {}, ['sft', 'kto']],
    [
      'a thumb up on a cut answer was liked only',
      'thumb',
      'up',
      { answer: answer('He', { complete: false }) },
      ['kto'],
    ],
    ['a thumb down was not liked', 'thumb', 'down', {}, ['kto']],
    ['a choice is a pair', 'choice', null, { chosen: answer('A'), rejected: answer('B') }, ['dpo']],
    [
      'of the same text there is no choice',
      'choice',
      null,
      { chosen: answer('A'), rejected: answer('A ') },
      [],
    ],
    [
      'answers to different questions are no pair',
      'choice',
      null,
      { chosen: answer('A'), rejected: answer('B', { conversation: [{ role: 'user', content: 'Else?' }] }) },
      [],
    ],
    [
      'a conversation with tools is left alone',
      'correction',
      'x',
      { answer: answer('', { conversation: undefined }) },
      [],
    ],
    ['an outcome is nothing by itself', 'outcome', 'resolved', {}, []],
  ])('%s', (_, kind, value, rest, expected) => {
    expect(shapes(kind, value, rest)).toEqual(expected);
  });
});

test('a conversation is plain text turns that end with a question, without the own system prompt', () => {
  const ask = { role: 'user', content: [{ type: 'text', text: 'Where is it?' }] };
  const own = { role: 'developer', content: 'Be kind.' };
  expect(readConversation({ messages: [own, ask] }, 'Be kind.')).toEqual([
    { role: 'user', content: 'Where is it?' },
  ]);
  expect(readConversation({ messages: [own, ask] }, '')?.[0]).toEqual({
    role: 'system',
    content: 'Be kind.',
  });
  const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'x' } }] };
  expect(readConversation({ messages: [image] }, '')).toBeUndefined();
  expect(
    readConversation({ messages: [ask, { role: 'tool', content: '1', tool_call_id: 'a' }] }, ''),
  ).toBeUndefined();
  expect(readConversation({ messages: [ask, { role: 'assistant', content: 'Here.' }] }, '')).toBeUndefined();
});
