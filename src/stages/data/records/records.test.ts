import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, contentHash, inputHash } from './content-hash.ts';
import { estimateTokens } from './estimate-tokens.ts';
import type { Payload } from './payload.ts';
import { searchQuery, searchTokens } from './search-tokens.ts';

const row = (question: string, answer: string, system?: string): Payload => ({
  messages: [
    ...(system ? [{ role: 'system' as const, content: system }] : []),
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ],
});

describe('content hash', () => {
  it('is the same for what only differs in normal form, line ends, outer spaces and key order', () => {
    const composed = row('Café?\nSo', 'Yes');
    const other: Payload = {
      messages: composed.messages.map(({ role, content }) => ({
        content: ` ${content.normalize('NFD').replace('\n', '\r\n')} `,
        role,
      })),
    };
    expect(contentHash(other)).toBe(contentHash(composed));
  });

  it('sees the label, not the meta; the input hash sees the question alone, whatever the system prompt', () => {
    const plain = row('Hi', 'Hello');
    expect(contentHash(plain, 'greet')).not.toBe(contentHash(plain));
    const withMeta: Payload = { ...plain, meta: { a: 1 } };
    expect(contentHash(withMeta)).toBe(contentHash(plain));
    expect(inputHash(row('Hi', 'Hey', 'Be kind.'))).toBe(inputHash(plain));
    expect(inputHash(row('Ho', 'Hello'))).not.toBe(inputHash(plain));
  });

  it('is the SHA-256 of the canonical JSON', () => {
    const messages = row(' a\r\n"b" ', 'é').messages;
    expect(contentHash({ messages }, 'x')).toBe(hash('sha256', canonicalJson({ messages, label: 'x' })));
    expect(inputHash({ messages })).toBe(hash('sha256', canonicalJson([messages[0]])));
  });

  it('keeps canonical JSON stable under any order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('search tokens', () => {
  it('makes words and CJK bigrams, so that two Chinese characters are found', () => {
    const tokens = searchTokens('怎么申请退款 for Order ＡＢ12?');
    expect(tokens).toEqual(expect.arrayContaining(['退款', '申请', '款', 'order', 'ab12']));
    expect(searchQuery('退款')).toBe("'退款'");
    expect(searchQuery('款')).toBe("'款':*");
    expect(searchQuery('申请退款 order')).toBe("'申请' & '请退' & '退款' & 'order':*");
  });

  it('quotes nothing into the query that the database could take for syntax', () => {
    expect(searchQuery(`it's & | ! \\ '`)).toBe("'it':* & 's':*");
    expect(searchQuery('?! …')).toBeUndefined();
  });
});

it('estimates tokens by script', () => {
  expect(estimateTokens('我的订单什么时候发货')).toBe(10);
  expect(estimateTokens('When will my order arrive?')).toBe(7);
});

it('ends an index entry however long a text without a space is', () => {
  const characters = Array.from({ length: 300_000 }, (_, at) =>
    String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000)),
  );
  expect(searchTokens(characters.join('')).length).toBeLessThanOrEqual(2_001);
});
