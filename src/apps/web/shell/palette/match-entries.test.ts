import { expect, test } from 'vitest';
import type { Entry } from './entry.ts';
import { matchEntries } from './match-entries.ts';

const entry = (id: string, words: string[], more: Partial<Entry> = {}): Entry => ({
  id,
  group: 'page',
  label: words[0]!,
  words,
  run: () => undefined,
  ...more,
});
const entries: Entry[] = [
  entry('data', ['Data', '数据']),
  entry('sources', ['Sources', '来源'], { also: ['Data', '数据'] }),
  entry('datasets', ['Datasets', '数据集'], { also: ['Data', '数据'] }),
  entry('tuning', ['Tuning', '微调']),
  entry('runs', ['Runs', '训练'], { also: ['Tuning', '微调'] }),
  entry('new-run', ['New run', '新建训练'], { group: 'begin' }),
  entry('run-4', ['Run 4', '训练 4', '4', 'warm-voice', '01a2'], { group: 'object' }),
  entry('run-41', ['Run 41', '训练 41', '41', '更暖的语气'], { group: 'object' }),
  entry('zh', ['切换到中文', 'Switch to Chinese'], { group: 'setting' }),
];
const ids = (typed: string, most = 20) => matchEntries(entries, typed, most).map(({ id }) => id);

test('finds in English, Chinese, pinyin and initials, whatever language the page has', () => {
  expect(ids('runs')[0]).toBe('runs');
  expect(ids('训练')[0]).toBe('runs');
  expect(ids('xunlian')[0]).toBe('runs');
  expect(ids('xl')[0]).toBe('runs');
  expect(ids('xjxl')[0]).toBe('new-run');
  expect(ids('nr')[0]).toBe('new-run');
  expect(ids('zhongwen')).toEqual(['zh']);
});

test('finds objects by number, with or without #, by name and by the start of an id', () => {
  expect(ids('4')[0]).toBe('run-4');
  expect(ids('#41')[0]).toBe('run-41');
  expect(ids('run 41')[0]).toBe('run-41');
  expect(ids('训练 41')[0]).toBe('run-41');
  expect(ids('voice')).toContain('run-4');
  expect(ids('yuqi')).toContain('run-41');
  expect(ids('01a2')).toEqual(['run-4']);
});

test('what is called so comes before what lies there', () => {
  expect(ids('data').slice(0, 3)).toEqual(['data', 'datasets', 'sources']);
  expect(ids('shuju')[0]).toBe('data');
});

test('every typed word must fit', () => {
  expect(ids('new run')).toEqual(['new-run']);
  expect(ids('run nonsense')).toEqual([]);
  expect(ids('zzz')).toEqual([]);
});

test('nothing typed gives everything, as far as it goes', () => {
  expect(ids('  ', 3)).toEqual(['data', 'sources', 'datasets']);
});

test('all that the browser keeps of a large project is searched within 50 ms', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => entry(`${at}`, [`Run ${at}`, `训练 ${at}`, `${at}`]));
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    expect(matchEntries(many, 'xl 99', 12)[0]?.id).toBe('99');
    return performance.now() - started;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});
