import { describe, expect, it } from 'vitest';
import { guessMapping } from './guess-mapping.ts';
import { mapRow } from './map-row.ts';

const question = 'Where is my lamp?';
const asked = [{ role: 'user', content: question }];
const good = { role: 'assistant', content: 'On its way.' };
const bad = { role: 'assistant', content: 'No idea.' };

describe('pairs of answers', () => {
  const human = { from: 'human', value: question };
  it.each([
    ['texts', { prompt: question, chosen: good.content, rejected: bad.content }],
    ['messages', { prompt: asked, chosen: [good], rejected: [bad] }],
    ['whole conversations', { chosen: [...asked, good], rejected: [...asked, bad] }],
    [
      'a prompt that the answers repeat',
      { prompt: question, chosen: [...asked, good], rejected: [...asked, bad] },
    ],
    ['OpenAI DPO', { input: { messages: asked }, preferred_output: [good], non_preferred_output: [bad] }],
    [
      'ShareGPT ranking',
      {
        conversations: [human],
        chosen: { from: 'gpt', value: good.content },
        rejected: { from: 'gpt', value: bad.content },
      },
    ],
    ['messages with a rejected text', { messages: [...asked, good], rejected_response: bad.content }],
    ['messages with rejected messages', { messages: [...asked, good], rejected_messages: [...asked, bad] }],
    ['a lone rejected turn', { messages: [...asked, good], rejected_messages: [bad] }],
    ['Alpaca', { instruction: question, input: '', chosen: good.content, rejected: bad.content }],
    ['Chinese columns', { 问题: question, 优选回答: good.content, 拒绝回答: bad.content }],
  ])('are found and read as %s', (_, row) => {
    const mapping = guessMapping([row]);
    expect(mapping).toMatchObject({ shape: 'pairs' });
    expect(mapRow(row, mapping!)).toMatchObject({
      ok: true,
      value: { messages: [...asked, good], preference: { rejected: bad.content } },
    });
  });

  it('keep a system prompt and earlier turns, whichever field holds them', () => {
    const history = [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello!' }, ...asked];
    const row = { system: 'Be kind.', prompt: history, chosen: good.content, rejected: bad.content };
    const read = { value: { messages: [{ role: 'system', content: 'Be kind.' }, ...history, good] } };
    expect(mapRow(row, guessMapping([row])!)).toMatchObject(read);
    const system = { role: 'system', content: 'Be kind.' };
    const openai = {
      input: { messages: [system, ...history] },
      preferred_output: [good],
      non_preferred_output: [bad],
    };
    expect(mapRow(openai, guessMapping([openai])!)).toMatchObject(read);
  });

  it.each([
    ['same_answers', 'rejected', { prompt: question, chosen: 'Yes. ', rejected: 'Yes.' }],
    ['empty_answer', 'rejected', { prompt: question, chosen: 'Yes.', rejected: ' ' }],
    ['empty_answer', 'chosen', { prompt: question, chosen: '', rejected: 'Yes.' }],
    ['missing_field', 'rejected', { prompt: question, chosen: 'Yes.' }],
    ['missing_field', 'prompt', { chosen: 'Yes.', rejected: 'No.' }],
    [
      'prompts_differ',
      'rejected',
      { prompt: null, chosen: [...asked, good], rejected: [{ role: 'user', content: 'Why?' }, bad] },
    ],
    ['no_question', 'chosen', { prompt: [good], chosen: 'Yes.', rejected: 'No.' }],
    ['no_answer', 'chosen', { prompt: question, chosen: [...asked], rejected: [bad] }],
    ['wrong_type', 'rejected', { prompt: question, chosen: 'Yes.', rejected: 7 }],
    [
      'unknown_role',
      'chosen[0]',
      { prompt: question, chosen: [{ role: 'tool', content: 'x' }], rejected: 'No.' },
    ],
  ])('that are no pairs are %s at %s', (code, field, row: Record<string, unknown>) => {
    const user = row.prompt === null ? undefined : 'prompt';
    const mapping = { shape: 'pairs', user, assistant: 'chosen', rejected: 'rejected' } as const;
    const read = mapRow(row, mapping);
    expect(read).toMatchObject({ ok: false, problem: { code, field } });
    expect(read.ok || read.problem.remedy).not.toBe('');
  });
});

describe('judged answers', () => {
  it.each([
    ['texts', { prompt: question, completion: good.content, label: true }],
    ['messages', { prompt: asked, completion: [good], label: true }],
    ['messages with a label', { messages: [...asked, good], label: true }],
    [
      'ShareGPT with a tag',
      {
        conversations: [
          { from: 'human', value: question },
          { from: 'gpt', value: good.content },
        ],
        kto_tag: true,
      },
    ],
    ['a table', { question, answer: good.content, label: 'True' }],
  ])('are found and read as %s', (_, row) => {
    const mapping = guessMapping([row]);
    expect(mapRow(row, mapping!)).toMatchObject({
      ok: true,
      value: { messages: [...asked, good], preference: { desirable: true } },
    });
    expect(mapRow(row, mapping!)).not.toHaveProperty('value.label', expect.anything());
  });

  it('need a verdict', () => {
    const mapping = { shape: 'judged', user: 'prompt', assistant: 'completion', desirable: 'label' } as const;
    const row = { prompt: question, completion: good.content };
    const problem = (label: unknown) => mapRow({ ...row, label }, mapping);
    expect(problem('maybe')).toMatchObject({ problem: { code: 'no_verdict', field: 'label' } });
    expect(problem(undefined)).toMatchObject({ problem: { code: 'missing_field', field: 'label' } });
    expect(problem(0)).toMatchObject({ value: { preference: { desirable: false } } });
  });

  it('are not what a label of several kinds or of numbers makes', () => {
    const row = { question, answer: good.content };
    for (const labels of [
      ['true', 'order'],
      [0, 1],
      ['billing', 'order'],
    ])
      expect(guessMapping(labels.map(label => ({ ...row, label })))).toMatchObject({
        shape: 'columns',
        label: 'label',
      });
  });
});
