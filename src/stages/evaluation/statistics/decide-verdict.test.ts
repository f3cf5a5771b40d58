import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ClusteredScore } from './cluster-interval.ts';
import { decideVerdict, type Verdict } from './decide-verdict.ts';
import { estimateInterval, type Phase } from './estimate-interval.ts';
import { estimateRemainingVotes } from './estimate-remaining-votes.ts';

/** W / L / T | s | closed: interval | closed: verdict | open: interval | open: verdict (loop.md 2.4) */
const goldenTable = `
20 / 20 / 0 | 50.0 | 35.20-64.80 | insufficient | 27.26-72.74 | insufficient
30 / 19 / 0 | 61.2 | 47.25-73.57 | insufficient | 39.36-80.35 | insufficient
30 / 20 / 0 | 60.0 | 46.18-72.39 | not distinguishable yet | 38.38-79.22 | not distinguishable yet
35 / 15 / 0 | 70.0 | 56.25-80.90 | success, indicative | 48.29-86.86 | not distinguishable yet
44 / 6 / 0 | 88.0 | 76.20-94.38 | success, confirmed (significant, indicative) | 68.65-97.63 | significant, indicative
20 / 80 / 0 | 20.0 | 13.34-28.88 | harmful, confirmed | 9.28-34.82 | harmful, confirmed
40 / 60 / 0 | 40.0 | 30.94-49.80 | harmful, confirmed | 25.40-55.92 | not distinguishable yet
44 / 56 / 0 | 44.0 | 34.67-53.77 | harmful, indicative | 28.95-59.84 | not distinguishable yet
47 / 53 / 0 | 47.0 | 37.51-56.71 | not distinguishable yet | 31.68-62.71 | not distinguishable yet
50 / 50 / 0 | 50.0 | 40.38-59.62 | no progress, indicative | 34.46-65.54 | not distinguishable yet
55 / 45 / 0 | 55.0 | 45.24-64.39 | not distinguishable yet | 39.20-70.14 | not distinguishable yet
60 / 40 / 0 | 60.0 | 50.20-69.06 | not good enough, confirmed | 44.08-74.60 | not distinguishable yet
65 / 35 / 0 | 65.0 | 55.25-73.64 | not good enough, indicative | 49.10-78.91 | not distinguishable yet
70 / 30 / 0 | 70.0 | 60.42-78.11 | success, indicative | 54.28-83.06 | success, indicative
79 / 21 / 0 | 79.0 | 70.02-85.83 | success, confirmed | 64.05-90.00 | success, indicative
80 / 20 / 0 | 80.0 | 71.12-86.66 | success, confirmed | 65.18-90.72 | success, indicative
88 / 12 / 0 | 88.0 | 80.19-93.00 | significant, confirmed | 74.65-95.99 | success, confirmed (significant, indicative)
100 / 100 / 0 | 50.0 | 43.14-56.86 | no progress, indicative | 38.51-61.49 | not distinguishable yet
120 / 80 / 0 | 60.0 | 53.08-66.54 | not good enough, confirmed | 48.36-70.92 | not distinguishable yet
153 / 47 / 0 | 76.5 | 70.16-81.84 | success, confirmed | 65.62-85.44 | success, indicative
160 / 40 / 0 | 80.0 | 73.91-84.95 | success, confirmed | 69.49-88.30 | success, indicative
172 / 28 / 0 | 86.0 | 80.51-90.13 | significant, confirmed | 76.35-92.92 | success, confirmed (significant, indicative)
188 / 212 / 0 | 47.0 | 42.16-51.90 | no progress, indicative | 38.64-55.47 | not distinguishable yet
200 / 200 / 0 | 50.0 | 45.12-54.88 | no progress, confirmed | 41.57-58.43 | no progress, indicative
220 / 180 / 0 | 55.0 | 50.10-59.80 | not good enough, confirmed | 46.51-63.30 | not distinguishable yet
240 / 160 / 0 | 60.0 | 55.13-64.68 | not good enough, confirmed | 51.53-68.08 | not good enough, confirmed
280 / 120 / 0 | 70.0 | 65.34-74.28 | success, indicative | 61.82-77.40 | success, indicative
336 / 64 / 0 | 84.0 | 80.09-87.27 | significant, confirmed | 76.96-89.68 | success, confirmed (significant, indicative)
550 / 450 / 0 | 55.0 | 51.90-58.06 | not good enough, confirmed | 49.42-60.49 | not distinguishable yet
510 / 490 / 0 | 51.0 | 47.90-54.09 | no progress, confirmed | 45.43-56.55 | no progress, indicative
700 / 700 / 0 | 50.0 | 47.38-52.62 | no progress, confirmed | 45.23-54.77 | no progress, confirmed
60 / 20 / 40 | 66.7 | 57.83-74.47 | not good enough, indicative | 52.09-79.36 | not good enough, indicative
352 / 100 / 60 | 74.6 | 70.67-78.19 | success, confirmed | 67.58-80.87 | success, indicative`;

const rows = goldenTable
  .trim()
  .split('\n')
  .flatMap(line => {
    const [votes, rate, closed, closedVerdict, open, openVerdict] = line.split('|').map(cell => cell.trim());
    const [wins, losses, ties] = votes!.split('/').map(Number) as [number, number, number];
    return [
      { wins, losses, ties, phase: 'closed' as const, rate, interval: closed, verdict: closedVerdict },
      { wins, losses, ties, phase: 'open' as const, rate, interval: open, verdict: openVerdict },
    ];
  });

describe('the golden table of the verdict rule', () => {
  it('has 33 rows of two phases', () => expect(rows).toHaveLength(66));

  test.each(rows)('$wins / $losses / $ties $phase: $verdict', row => {
    const { rate, at95, verdict } = judge(row.wins, row.losses, row.ties, row.phase);
    expect((rate * 100).toFixed(1)).toBe(row.rate);
    expect(`${(at95.low * 100).toFixed(2)}-${(at95.high * 100).toFixed(2)}`).toBe(row.interval);
    expect(print(verdict)).toBe(row.verdict);
  });
});

describe('the verdict rule', () => {
  const votes = fc.record({
    wins: fc.nat({ max: 300 }),
    losses: fc.nat({ max: 300 }),
    ties: fc.nat({ max: 100 }),
    phase: fc.constantFrom<Phase>('open', 'closed'),
  });

  it('never has a band word below 50 decisive votes', () => {
    fc.assert(
      fc.property(votes, ({ wins, losses, ties, phase }) => {
        fc.pre(wins + losses < 50 && wins + losses + ties > 0);
        expect(judge(wins, losses, ties, phase).verdict.kind).toBe('insufficient');
      }),
    );
  });

  it('confirms only what the whole interval says', () => {
    fc.assert(
      fc.property(votes, ({ wins, losses, ties, phase }) => {
        fc.pre(wins + losses + ties > 0);
        const { verdict, at95 } = judge(wins, losses, ties, phase);
        if (verdict.kind !== 'band' || verdict.strength !== 'confirmed') return;
        if (verdict.band === 'harmful') expect(at95.high).toBeLessThan(0.5);
        if (verdict.band === 'success') expect(at95.low).toBeGreaterThanOrEqual(0.7);
        if (verdict.band === 'significant') expect(at95.low).toBeGreaterThan(0.8);
      }),
    );
  });

  it('never claims more while open than it would closed', () => {
    fc.assert(
      fc.property(votes, ({ wins, losses, ties }) => {
        fc.pre(wins + losses + ties > 0);
        const [open, closed] = [judge(wins, losses, ties, 'open'), judge(wins, losses, ties, 'closed')];
        expect(open.at95.low).toBeLessThanOrEqual(closed.at95.low + 1e-9);
        expect(open.at95.high).toBeGreaterThanOrEqual(closed.at95.high - 1e-9);
      }),
    );
  });
});

describe('about k more votes', () => {
  it('is zero where a band word stands already', () => {
    expect(estimateRemainingVotes({ wins: 70, losses: 30, ties: 0 }, 'closed')).toBe(0);
  });
  it('counts up to 50 decisive votes', () => {
    expect(estimateRemainingVotes({ wins: 30, losses: 10, ties: 0 }, 'closed')).toBe(10);
    expect(estimateRemainingVotes({ wins: 30, losses: 10, ties: 40 }, 'closed')).toBe(20);
    expect(estimateRemainingVotes({ wins: 0, losses: 0, ties: 0 }, 'closed')).toBe(50);
  });
  it('takes longer while open, and gives up where only ties come', () => {
    expect(estimateRemainingVotes({ wins: 35, losses: 15, ties: 0 }, 'open')).toBeGreaterThan(0);
    expect(estimateRemainingVotes({ wins: 0, losses: 0, ties: 30 }, 'closed')).toBeNull();
  });
});

function judge(wins: number, losses: number, ties: number, phase: Phase) {
  const scores = [...Array(wins).fill(1), ...Array(losses).fill(0), ...Array(ties).fill(0.5)] as number[];
  const votes: ClusteredScore[] = scores.map((score, i) => ({ score, prompt: `p${i}`, rater: 'r' }));
  const rate = (wins + ties / 2) / votes.length;
  const { at95, at90 } = estimateInterval(votes, phase);
  return { rate, at95, verdict: decideVerdict({ rate, decisive: wins + losses, phase, at95, at90 }) };
}

function print(verdict: Verdict): string {
  if (verdict.kind === 'insufficient') return 'insufficient';
  if (verdict.kind === 'not_distinguishable') return 'not distinguishable yet';
  const words = `${verdict.band.replaceAll('_', ' ')}, ${verdict.strength}`;
  return verdict.secondary ? `${words} (${verdict.secondary.band}, ${verdict.secondary.strength})` : words;
}
