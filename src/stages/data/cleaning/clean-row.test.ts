import { describe, expect, it } from 'vitest';
import type { Message, Payload, Role } from '../records/payload.ts';
import { cleanRow } from './clean-row.ts';
import { recipe } from './recipe.ts';

const roles: Record<string, Role> = { s: 'system', u: 'user', a: 'assistant' };
const talk = (...turns: string[]): Payload => ({
  messages: turns.map((turn): Message => ({ role: roles[turn[0]!]!, content: turn.slice(2) })),
});
const short = ({ messages }: Payload) => messages.map(({ role, content }) => `${role[0]}:${content}`);
const clean = (row: Payload, operators: Record<string, unknown> = {}) =>
  cleanRow(row, recipe.parse({ operators }).operators);

describe('rows that are put right', () => {
  it.each([
    ['html_removed', talk('u:券&nbsp;到<b>哪天</b>？', 'a:<p>管30天。</p>'), ['u:券 到哪天？', 'a:管30天。']],
    ['invisible_removed', talk('u:去\u200b了\uFEFF', 'a:白走\r\n再来'), ['u:去了', 'a:白走\n再来']],
    [
      'template_tokens_removed',
      talk('u:[INST] hi there [/INST]', 'a:<|im_start|>assistant\nHello<|im_end|>'),
      ['u:hi there', 'a:Hello'],
    ],
    [
      'turns_reversed',
      talk('a:Yes, we post to Malta for 14.', 'u:Do you post to Malta?'),
      ['u:Do you post to Malta?', 'a:Yes, we post to Malta for 14.'],
    ],
    [
      'roles_exchanged',
      talk('u:能改，离坞前都不收钱，您在茶签页点改地址。', 'a:地址能不能改成新家'),
      ['a:能改，离坞前都不收钱，您在茶签页点改地址。', 'u:地址能不能改成新家'],
    ],
    [
      'system_moved',
      talk('u:Is it open?', 's:Be kind.', 'a:Yes, it is.'),
      ['s:Be kind.', 'u:Is it open?', 'a:Yes, it is.'],
    ],
    [
      'turns_merged',
      talk('u:Hello.', 'u:Is it open?', 'a:Yes, it is.'),
      ['u:Hello.\nIs it open?', 'a:Yes, it is.'],
    ],
  ])('%s', (code, row, expected) => {
    const found = clean(row);
    expect(found.decisions.map(decision => decision.code)).toContain(code);
    expect(short(found.payload).sort()).toEqual([...expected].sort());
    expect(found.state).toBe('active');
    expect(clean(found.payload).payload).toEqual(found.payload);
  });
});

describe('rows that are left out', () => {
  it.each([
    ['dropped', 'empty_answer', talk('u:有小一号的盖碗吗', 'a: 　\n')],
    ['dropped', 'empty_question', talk('u:...', 'a:Yes.')],
    ['dropped', 'placeholder_answer', talk('u:Is it open?', 'a:null')],
    ['dropped', 'echo', talk('u:Is the workshop in English?', 'a:is the workshop in english')],
    [
      'dropped',
      'identity_boilerplate',
      talk('u:Which one do you like?', 'a:As an AI language model, I have no taste.'),
    ],
    ['dropped', 'identity_boilerplate', talk('u:你喜欢哪个', 'a:作为一个人工智能语言模型，我没有喜好。')],
    [
      'set_aside',
      'refusal_boilerplate',
      talk('u:Where is it?', "a:I'm sorry, but I can't assist with that request."),
    ],
    ['set_aside', 'too_long', talk(`u:${'长'.repeat(3000)}`, 'a:好的。')],
    ['set_aside', 'loops', talk('u:How?', `a:${'Press it again. '.repeat(12)}`)],
    ['set_aside', 'text_lost', talk('u:锟斤拷锟斤拷', 'a:好的。')],
    ['set_aside', 'turns_in_message', talk('u:Hi', 'a:Hello there <|im_start|>user\nAnd now?')],
    ['set_aside', 'no_final_answer', talk('u:Is it open?', 'a:Yes.', 'u:Thanks, bye then')],
    ['set_aside', 'other_language', talk('u:茶到哪了', 'a:今晚八点后就能看到物流号了。')],
  ])('%s: %s', (state, code, row) => {
    const found = clean(row, { language: { languages: code === 'other_language' ? ['en'] : [] } });
    expect(found.decisions).toContainEqual(
      expect.objectContaining({ code, reason: expect.stringMatching(/.{10,}\.$/) }),
    );
    expect(found.state).toBe(state);
  });
});

describe('good rows', () => {
  it.each([
    talk('u:怎么申请退款', 'a:好的'),
    talk('u:你好', 'a:你好'),
    talk('u:hello我想问下 my order 为什么 still pending 呀', 'a:还在装箱，愿pending两个字今晚就不见。'),
    talk('u:Is a < b && b > c in C++?', 'a:Yes: `if (a < b) { return <b>; }` and 5 > 3.'),
    talk('u:I want to return my Tern, it is too big for the table.', 'a:Which of the two did you order?'),
    talk('u:👍🏽?', 'a:👨‍👩‍👧 fits in the family size.'),
    talk('u:Où est «\u00a0mon colis\u00a0»\u00a0?', 'a:Il est déjà à la poste.'),
    talk(
      'u:Can you help me cheat the till?',
      'a:No, and we would rather not; ask the duty keeper about illegal charges.',
    ),
    talk('u:这款支持七天无理由退货吗？', 'a:支持的，您在订单页点“退货”就行，3到5天到账。谢谢谢谢！'),
  ])('stay as they are: %j', row => {
    const found = clean(row, { language: { languages: ['zh', 'en', 'fr'] } });
    expect(found).toMatchObject({ state: 'active', decisions: [] });
    expect(found.payload).toEqual(row);
  });

  it('are not called another language for being short or for holding names', () => {
    const row = talk('u:Kelp tapers ok?', 'a:Yes, Kelp tapers fit the Driftwood.');
    expect(clean(row, { language: { languages: ['en'] } }).state).toBe('active');
  });
});

describe('decisions', () => {
  const row = talk('u:<b>mail</b> a@example.com', 'a:Gladly, and soon.');

  it('say nothing of an operator that is left out or that a person took back', () => {
    expect(clean(row, { pii: false }).decisions.map(one => one.operator)).toEqual(['html']);
    const settings = recipe.parse({}).operators;
    expect(short(cleanRow(row, settings, { reverted: new Set(['html']) }).payload)[0]).toBe(
      'u:<b>mail</b> [EMAIL_1]',
    );
  });

  it('follow a changed threshold without measuring again', () => {
    const first = clean(row, { length: { maxTokens: 2048 } });
    const known = first.signals.map(signal =>
      signal.operator === 'length'
        ? { ...signal, value: { tokens: 99, answerTokens: 9, characters: 99 } }
        : signal,
    );
    const second = cleanRow(row, recipe.parse({ operators: { length: { maxTokens: 50 } } }).operators, {
      known,
    });
    expect(second.decisions.at(-1)).toMatchObject({ code: 'too_long', evidence: { tokens: 99 } });
  });

  it('measure again when a list changed', () => {
    const plain = talk('u:Is tea ready?', 'a:The tea is ready.');
    const known = clean(plain).signals;
    const settings = recipe.parse({ operators: { sensitive_words: { words: ['tea'] } } }).operators;
    expect(cleanRow(plain, settings, { known }).decisions).toMatchObject([
      { code: 'sensitive_word', action: 'flag' },
    ]);
    expect(
      clean(talk('u:A steak?', 'a:One steak.'), { sensitive_words: { words: ['tea'] } }).decisions,
    ).toEqual([]);
  });
});
