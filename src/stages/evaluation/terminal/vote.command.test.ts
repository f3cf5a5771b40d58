import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { textWidth } from '#platform/terminal/format.ts';
import { createTestStudy, type TestStudy } from '../test-study.ts';
import type { Turn } from '../voting/vote.contract.ts';
import { describeResult, formatRate, formatVerdict } from './describe-result.ts';
import { drawPair } from './draw-pair.ts';
import { type Key, parseKeys, pressKey } from './press-key.ts';
import { readKeys } from './read-keys.ts';
import { runVote } from './run-vote.ts';
import { voteMessages } from './vote.messages.ts';
import { createScreen } from './vote-screen.ts';

const text = voteMessages.en;

describe('keys', () => {
  test.each<[string, Key[]]>([
    ['1\n2\r\n', ['1', 'enter', '2', 'enter']],
    ['11Zp', ['1', '1', 'z', 'p']],
    ['１４', ['1', '4']],
    ['\u001b[A\u001b[1;5C\u001bOB3', ['3']],
    ['x9 \u0003', ['interrupt']],
  ])('%j', (input, keys) => expect(parseKeys(input)).toEqual(keys));

  it('submit a choice by the same digit or Enter, and change it by another digit', () => {
    expect(pressKey(undefined, '1')).toEqual({ action: 'choose', chosen: 'left' });
    expect(pressKey('left', '1')).toEqual({ action: 'submit', verdict: 'left' });
    expect(pressKey('left', '4')).toEqual({ action: 'choose', chosen: 'both_bad' });
    expect(pressKey('both_bad', 'enter')).toEqual({ action: 'submit', verdict: 'both_bad' });
    expect(pressKey(undefined, 'enter')).toEqual({ action: 'nothing' });
    expect(pressKey('tie', 's')).toEqual({ action: 'submit', verdict: 'skip' });
    expect(pressKey('tie', 'z')).toEqual({ action: 'unchoose' });
    expect(pressKey(undefined, 'z')).toEqual({ action: 'undo' });
  });

  it('come from a terminal in raw mode, which is given back whatever happens', async () => {
    const modes: boolean[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      isRaw: false,
      setRawMode: (on: boolean) => modes.push(on),
    });
    input.write('1\u0003');
    const seen: Key[] = [];
    for await (const key of readKeys(input as never)) {
      seen.push(key);
      if (key === 'interrupt') break;
    }
    expect([seen, modes]).toEqual([
      ['1', 'interrupt'],
      [true, false],
    ]);
  });
});

describe('the picture', () => {
  const turn: Turn = {
    state: 'vote',
    progress: { voted: 11, of: 104 },
    pair: {
      token: 't',
      prompt: [{ role: 'user', content: '灯泡坏了怎么办？' }],
      left: 'Short. '.repeat(20),
      right: '请把订单号发给我。'.repeat(12),
    },
  };
  it('puts two answers side by side where there is room, and below one another where not', () => {
    const wide = drawPair(turn, 120, text).split('\n');
    expect(wide.find(line => line.includes('1 LEFT'))).toContain('2 RIGHT');
    const narrow = drawPair(turn, 60, text).split('\n');
    expect(narrow.find(line => line.includes('1 LEFT'))).not.toContain('2 RIGHT');
    for (const line of wide) expect(textWidth(line)).toBeLessThanOrEqual(120);
    expect(wide[0]).toContain('12 of 104');
  });
});

describe('voting from a pipe', () => {
  let study: TestStudy;
  beforeAll(async () => {
    study = await createTestStudy(96);
  });
  const screen = createScreen(process.stdout, text, true);
  const door = (evaluation: { number: number }) => {
    const rater = study.rater(evaluation);
    return {
      ...rater,
      cast: ({ token, verdict, dwellMs }: Parameters<Parameters<typeof runVote>[0]['cast']>[0]) =>
        rater.cast(token, verdict, dwellMs),
    };
  };

  it('over the whole example reaches a verdict with a band word, printed in its shape', async () => {
    const evaluation = await study.open();
    const shown: Turn[] = [];
    const watching = { ...screen, show: (turn: Turn) => void shown.push(turn) };
    async function* keys(): AsyncGenerator<Key> {
      for (let i = 0; ; i++) {
        const tunedIsLeft = shown.at(-1)!.pair!.left.startsWith('Warm');
        yield i % 4 === 3 ? (tunedIsLeft ? '2' : '1') : tunedIsLeft ? '1' : '2';
        yield 'enter';
      }
    }
    const end = await runVote(door(evaluation), keys(), watching, text, () => 0);
    expect(end.end).toBe('closed');
    const result = await study.result(evaluation);
    expect(result).toMatchObject({ n: 96, verdict: { kind: 'band', strength: 'indicative' } });
    const found = await study.evaluations.get({ project: study.project, evaluation: evaluation.id });
    const printed = describeResult(found, result, 'en');
    expect(printed).toMatch(/Support rate +\d\d\.\d % \[\d\d\.\d, \d\d\.\d\] n=96\n/);
    expect(printed).toContain('success, indicative');
    expect(printed).toContain('not a verdict');
    expect(describeResult(found, result, 'zh')).toMatch(/支持率 +\d\d\.\d % \[/);
  });

  it('stops where the keys end, goes on later, and takes a vote back', async () => {
    const evaluation = await study.open();
    const first = await runVote(door(evaluation), toKeys('11 2\n z 33 p'), screen, text, () => 0);
    expect(first).toMatchObject({ end: 'paused', progress: { voted: 2 } });
    const second = await runVote(door(evaluation), toKeys('4\ns'), screen, text, () => 0);
    expect(second).toMatchObject({ end: 'paused', progress: { voted: 4 } });
    expect((await study.result(evaluation)).counts).toMatchObject({ ties: 1, bothBad: 1, skips: 1 });
  });
});

it('prints rates and verdicts in their shapes', () => {
  expect(formatRate(0.713, { low: 0.6321, high: 0.784 }, 128)).toBe('71.3 % [63.2, 78.4] n=128');
  expect(formatRate(null, { low: 0, high: 1 }, 0)).toBe('– [0.0, 100.0] n=0');
  const secondary = { band: 'significant', strength: 'indicative' } as const;
  const verdict = { kind: 'band', rule: 4, band: 'success', strength: 'confirmed', secondary } as const;
  expect(formatVerdict(verdict, 'en')).toBe('success, confirmed (significant, indicative)');
  expect(formatVerdict({ kind: 'insufficient', rule: 1 }, 'zh')).toBe('票数不足');
});

async function* toKeys(input: string): AsyncGenerator<Key> {
  yield* parseKeys(input);
}
