import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findPinyin, readingsOf } from './find-pinyin.ts';

test('letters find Chinese by whole syllables, by initials and by a mix', () => {
  for (const typed of ['xl', 'xunlian', 'xunl', 'xlian', 'xu', 'x'])
    expect(findPinyin('训练', typed)).toBe(0);
  expect(findPinyin('模型版本', 'bb')).toBe(2);
  expect(findPinyin('数据集', 'sjj')).toBe(0);
  expect(findPinyin('数据集', 'shujuj')).toBe(0);
  expect(findPinyin('客服 v3 版本', 'kfv3b')).toBe(0);
  expect(findPinyin('知识', 'zhs')).toBe(0);
});

test('a character with several readings is found by each', () => {
  expect(findPinyin('微调', 'wt')).toBe(0);
  expect(findPinyin('调用', 'diaoyong')).toBe(0);
  expect(findPinyin('重训', 'chongxun')).toBe(0);
  expect(findPinyin('旅客', 'lvke')).toBe(0);
});

test('what does not spell it finds nothing', () => {
  expect(findPinyin('训练', 'xd')).toBe(-1);
  expect(findPinyin('训练', 'xunlianx')).toBe(-1);
  expect(findPinyin('Runs', 'ru')).toBe(-1);
  expect(findPinyin('训练', '7')).toBe(-1);
});

test('every character of our Chinese texts has a reading', async () => {
  const unread = new Set<string>();
  for await (const file of glob('src/**/messages/*zh.ts'))
    for (const character of readFileSync(file, 'utf8').match(/[\u4e00-\u9fff]/g) ?? [])
      if (readingsOf(character).length === 0) unread.add(character);
  expect([...unread]).toEqual([]);
});
