import { describe, expect, it } from 'vitest';
import { guessMapping } from './guess-mapping.ts';
import { mapRow } from './map-row.ts';

const pair = [
  { role: 'user', content: 'Where is my lamp?' },
  { role: 'assistant', content: 'On its way.' },
];

describe('mapping rows', () => {
  it.each([
    ['OpenAI messages', { messages: pair, label: 'order' }],
    [
      'ShareGPT',
      {
        conversations: [
          { from: 'human', value: 'Where is my lamp?' },
          { from: 'gpt', value: 'On its way.' },
        ],
        intent: 'order',
      },
    ],
    ['Alpaca', { instruction: 'Where is my lamp?', input: '', output: 'On its way.', category: 'order' }],
    ['plain columns', { Question: 'Where is my lamp?', Answer: 'On its way.', Label: 'order' }],
    ['Chinese columns', { 问题: 'Where is my lamp?', 回答: 'On its way.', 标签: 'order' }],
  ])('finds and reads %s', (_, row) => {
    const mapping = guessMapping([row]);
    expect(mapRow(row, mapping!)).toMatchObject({ ok: true, value: { messages: pair, label: 'order' } });
  });

  it('joins the text parts of OpenAI content and the input of Alpaca', () => {
    const parts = { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }, pair[1]] };
    expect(mapRow(parts, { shape: 'messages' })).toMatchObject({
      value: { messages: [{ role: 'user', content: 'Hi' }, pair[1]] },
    });
    const alpaca = { instruction: 'Translate.', input: '你好', output: 'Hello' };
    expect(mapRow(alpaca, { shape: 'alpaca' })).toMatchObject({
      value: { messages: [{ content: 'Translate.\n\n你好' }, {}] },
    });
  });

  it('keeps what is mapped as external id, label, meta and system', () => {
    const row = { q: 'Hi', a: 'Hello', sys: 'Be kind.', key: 7, city: '上海', empty: '' };
    const mapping = {
      shape: 'columns',
      user: 'q',
      assistant: 'a',
      system: 'sys',
      externalId: 'key',
      meta: ['city', 'empty'],
    } as const;
    expect(mapRow(row, { ...mapping, meta: [...mapping.meta] })).toEqual({
      ok: true,
      value: {
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'Hello' },
        ],
        externalId: '7',
        label: undefined,
        meta: { city: '上海' },
      },
    });
  });

  it.each([
    ['missing_field', 'messages', { text: 'x' }],
    ['wrong_type', 'messages', { messages: 'x' }],
    ['wrong_type', 'messages[0].role', { messages: [{ content: 'x' }] }],
    ['unknown_role', 'messages[1]', { messages: [pair[0], { role: 'tool', content: 'x' }] }],
    [
      'unsupported_content',
      'messages[0]',
      { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
    ],
    ['unsupported_content', 'messages[1]', { messages: [pair[0], { ...pair[1], weight: 0 }] }],
    ['no_answer', 'messages', { messages: [pair[0]] }],
    ['no_question', 'messages', { messages: [pair[1]] }],
  ])('names %s at %s', (code, field, row) => {
    expect(mapRow(row, { shape: 'messages' })).toMatchObject({
      ok: false,
      problem: { code, field, remedy: expect.any(String) },
    });
  });

  it('takes a bare id for no external id, and does not guess where nothing is recognised', () => {
    expect(guessMapping([{ id: 1, question: 'a', answer: 'b' }])).toMatchObject({ externalId: undefined });
    expect(guessMapping([{ left: 'a', right: 'b' }])).toBeUndefined();
    expect(guessMapping([{ left: 'a', right: 'b' }], { user: 'left', assistant: 'right' })).toMatchObject({
      shape: 'columns',
      user: 'left',
    });
  });
});
