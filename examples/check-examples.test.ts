import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkChinese, checkEnglish } from './check-examples.ts';
import { checkSalt } from './check-salt.ts';
import { characterShingles, findNearPairs, wordShingles } from './find-near-pairs.ts';
import { findSharedSentences } from './find-shared-sentences.ts';
import type { ExampleRow } from './read-example.ts';

describe('the examples', () => {
  it('hold enough English pairs, each written for itself, and an oracle for every salted row', () => {
    const report = checkEnglish();
    expect(report.problems).toEqual([]);
    expect(report.pairs).toBeGreaterThanOrEqual(640);
    expect(report.intents).toBeGreaterThanOrEqual(20);
    expect(report.salted).toBeGreaterThanOrEqual(70);
  });

  it('keep the bytes that real exports have: a mark at the beginning, line ends of both kinds', () => {
    const read = (file: string) => readFileSync(new URL(`support-desk/${file}`, import.meta.url), 'utf8');
    expect(read('mailbox.csv')).toMatch(/^\uFEFFticket_id,received,customer_message,agent_reply,topic\n/);
    for (const file of ['mailbox.csv', 'tickets.jsonl']) expect(read(file)).toMatch(/[^\r]\n[^]*\r\n/);
  });

  it('hold enough Chinese pairs', () => {
    const report = checkChinese();
    expect(report.problems).toEqual([]);
    expect(report.pairs).toBeGreaterThanOrEqual(240);
    expect(report.intents).toBeGreaterThanOrEqual(15);
  });
});

describe('what the check finds', () => {
  it('measures pairs by shared runs of three words or characters', () => {
    const sets = ['The lamp is lit now.', 'the LAMP is lit!', 'No oil by air, ever'].map(wordShingles);
    expect(findNearPairs(sets, 0.6)).toEqual([{ first: 0, second: 1, similarity: 2 / 3 }]);
    expect(
      findNearPairs(['我的订单什么时候发货', '我的订单什么时候能发货啊'].map(characterShingles), 0)[0]!
        .similarity,
    ).toBe(6 / 12);
  });

  it('finds a sentence that two answers share, in both languages', () => {
    expect(findSharedSentences(['Yes. Send a photo!', 'No: send  a photo.'])).toEqual([]);
    expect(findSharedSentences(['Yes. Send a photo!', 'No. send  a photo.'])).toEqual([
      { sentence: 'send a photo', texts: [0, 1] },
    ]);
    expect(findSharedSentences(['能退。14天内。', '不能。14天内。'])).toEqual([
      { sentence: '14天内', texts: [0, 1] },
    ]);
  });

  it('names an oracle entry that the files do not bear out', () => {
    const row = (key: string, assistant: string): ExampleRow => ({
      key,
      raw: '',
      pair: { user: 'Where is it?', assistant, label: 'a' },
    });
    const rows = [row('t-1', 'On its way.'), row('t-2', 'on its way')];
    expect(
      checkSalt({ 't-2': { kind: 'normalised_duplicate', expected: 'dropped', of: ['t-1'] } }, rows),
    ).toEqual([]);
    expect(
      checkSalt({ 't-2': { kind: 'exact_duplicate', expected: 'duplicate', of: ['t-1'] } }, rows),
    ).toEqual(['t-2 is no exact_duplicate']);
    expect(checkSalt({ 't-2': { kind: 'truncated_row', expected: 'reject' } }, rows)).toEqual([
      't-2 should be a reject and can be read',
    ]);
    expect(checkSalt({ 't-3': { kind: 'html', expected: 'modified' } }, rows)).toEqual([
      'salt.json names t-3, which no file holds',
    ]);
  });
});
