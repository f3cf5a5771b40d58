import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Payload } from '../../records/payload.ts';
import { settings as schemas } from '../recipe.ts';
import { findPrivateValues } from './private-values.ts';
import { pii } from './pii.ts';

const settings = (wish: object = {}) => schemas.pii.parse(wish);
const scrub = (texts: string[], wish: object = {}): string[] => {
  const row: Payload = {
    messages: texts.map((content, at) => ({ role: at % 2 ? 'assistant' : 'user', content })),
  };
  const chosen = settings(wish);
  const verdict = pii.decide(pii.measure(row, chosen), chosen, row);
  return (verdict.action === 'modify' ? verdict.payload : row).messages.map(({ content }) => content);
};

describe('private values', () => {
  it.each([
    ['write to ann.lee+x@mail.example.co.uk.', 'write to [EMAIL_1].'],
    ['邮箱zhouxm＠example．com赶紧', '邮箱[EMAIL_1]赶紧'],
    ['打13800138000，谢谢', '打[PHONE_1]，谢谢'],
    ['手机+86 139-0000-0000急', '手机[PHONE_1]急'],
    ['call +44 20 7946 0018 or (555) 010-9999', 'call [PHONE_1] or [PHONE_2]'],
    ['my mobile is 07700 900123', 'my mobile is [PHONE_1]'],
    ['身份证11010519491231002X。', '身份证[ID_1]。'],
    ['卡号6222 0200 0000 0064，冻结', '卡号[CARD_1]，冻结'],
    ['pay with 4242-4242-4242-4242', 'pay with [CARD_1]'],
    ['from 203.0.113.7 today', 'from [IP_1] today'],
    ['车牌浙A·00000和粤B12345D', '车牌[PLATE_1]和[PLATE_2]'],
    ['订单号：20250817003298怎么了', '订单号：[ORDER_1]怎么了'],
    ['order no. 77120984 and HW-482913', 'order no. [ORDER_1] and [ORDER_2]'],
  ])('%s', (text, expected) => expect(scrub([text])).toEqual([expected]));

  it.each([
    '110105194912310021 is no id, its check digit is wrong',
    '16 digits 4242424242424243 that fail the Luhn check',
    'version 1.2.3.4 and 10-15 working days',
    '满129元免运费，3到5天，2024-01-02至2024-12-31',
    'open 10 to 5, 45 days, 26.50 and 300 ml, in 2025',
    '客服热线400-820-8820',
    '京A店的茶',
  ])('%s stays', text => expect(scrub([text])).toEqual([text]));

  it('gives the same value the same placeholder in every turn and spelling', () => {
    expect(scrub(['我是138 0013 8000，备用13900139000', '好的，会打+8613800138000'])).toEqual([
      '我是[PHONE_1]，备用[PHONE_2]',
      '好的，会打[PHONE_1]',
    ]);
  });

  it('counts on from placeholders that are already there', () => {
    expect(scrub(['[EMAIL_1] is old, b@example.com is new'])).toEqual(['[EMAIL_1] is old, [EMAIL_2] is new']);
  });

  it('keeps what the project calls public and replaces what its own patterns name', () => {
    const wish = { keep: ['desk@shop.example'], orderPatterns: ['log [0-9]{3}'] };
    expect(scrub(['desk@shop.example about log 123'], wish)).toEqual(['desk@shop.example about [ORDER_1]']);
  });

  it('holds no private value in its signal or evidence', () => {
    const row: Payload = { messages: [{ role: 'user', content: 'a@example.com 13800138000' }] };
    const signal = pii.measure(row, settings());
    const verdict = pii.decide(signal, settings(), row);
    expect(JSON.stringify([signal, 'evidence' in verdict && [verdict.evidence, verdict.reason]])).not.toMatch(
      /example\.com|13800138000/,
    );
  });

  it('never changes a character outside what it found', () => {
    const noise = fc.string({
      unit: fc.constantFrom(...'订单号我的是 ab.@-+0123456789，。京A[]X#'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(noise, text => {
        const found = findPrivateValues(text, { orderPatterns: [], keep: [] });
        const kept = found.reduceRight(
          (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
          text,
        );
        expect(scrub([text])[0]!.replaceAll(/\[(?:EMAIL|ID|ORDER|CARD|PHONE|IP|PLATE)_\d+\]/g, '')).toBe(
          kept,
        );
      }),
    );
  });
});
