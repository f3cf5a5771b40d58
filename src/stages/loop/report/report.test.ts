import { expect, test } from 'vitest';
import { describeEvent } from './describe-event.ts';
import { reportMessages, subjectOf } from './report.messages.ts';

const ended = {
  kind: 'loop.step',
  payload: {
    key: 'import:对话:pairs.jsonl',
    title: 'Import pairs.jsonl',
    state: 'done',
    result: {
      readCount: 264,
      recordCount: 260,
      duplicateCount: 3,
      rejectCount: 1,
      summary: '264 rows: 260 records, 3 duplicates, 1 rejects',
    },
  },
};

test('a step that ended is told in the language of the terminal', () => {
  expect(describeEvent(ended, 'en')).toEqual([
    { kind: 'lasting', text: '  ✓ Import pairs.jsonl: 264 rows: 260 records, 3 duplicates, 1 rejects' },
  ]);
  expect(describeEvent(ended, 'zh')).toEqual([
    { kind: 'lasting', text: '  ✓ 导入 pairs.jsonl: 264 行：260 条记录，3 条重复，1 条拒收' },
  ]);
});

test('progress of a run changes in place, and says when it will be over', () => {
  const step = { step: 7, loss: 2.5, tokens_per_s: 118.4, eta_s: 90 };
  const [said] = describeEvent({ kind: 'run.step', payload: { items: [step] } }, 'zh');
  expect(said).toEqual({ kind: 'passing', text: '  第 7 步  损失 2.500  118 token/s  预计还需 1 min 30 s' });
});

test('a title names what its step is about', () => {
  expect(subjectOf('run', 'Tuning run lamp room')).toBe('lamp room');
  expect(subjectOf('source', 'Source 客服 对话')).toBe('客服 对话');
  expect(subjectOf('vote', 'Blind vote')).toBe('');
});

test('every kind of step has a sentence in Chinese that needs no English one', () => {
  const results = {
    brief: { verdict: 'tune' },
    source: { origin: 'own', licence: '' },
    import: ended.payload.result,
    cleaning: { counts: { active: 5, dropped: 2, 'language.dropped': 2 } },
    dataset: { n: 1, bySplit: { train: 7, validation: 2, test: 1 }, groups: 9 },
    run: { number: 1, modelVersion: 'half-eave-1' },
    evaluation: { number: 1, prompts: 39 },
    deployment: { name: 'half-eave', modelVersion: 'half-eave-1' },
    vote: { waiting: true, cast: 0, plannedVotes: 80, number: 1 },
  } as const;
  for (const [kind, result] of Object.entries(results)) {
    const said = reportMessages.zh.summary(kind as keyof typeof results, result);
    expect(said).not.toMatch(/undefined|null/);
    expect(said).toMatch(/[\u4e00-\u9fff]/);
  }
  expect(reportMessages.zh.summary('cleaning', results.cleaning)).toBe('5 条有效，2 条已剔除');
});
