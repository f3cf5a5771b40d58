import { beforeAll, describe, expect, it } from 'vitest';
import { createTestStudy, plain, readerOf, type TestStudy, warm } from '../test-study.ts';
import type { VoteFilter } from './vote-list.contract.ts';

let study: TestStudy;
let nowMs = Date.parse('2026-05-04T09:00:00Z');
beforeAll(async () => {
  study = await createTestStudy(40, {}, { clock: () => nowMs });
});

type Evaluation = { id: string; number: number };
const listAs = (evaluation: Evaluation, actor = readerOf(study.services.owner)) => {
  const evaluations = study.services.callerOf(study.stage.router.evaluations, actor);
  return (filter: VoteFilter & { after?: string; limit?: number; sort?: 'time' | 'length' } = {}) =>
    evaluations.votes({ project: study.project, evaluation: evaluation.id, ...filter });
};

const verdicts = ['tuned', 'tuned', 'tuned', 'base', 'tie', 'tuned', 'both_bad', 'skip', 'base'] as const;

/** Two people, who choose by rule; the second one is too fast at times. */
async function vote(evaluation: Evaluation, votes: number): Promise<void> {
  const other = { ...study.services.owner, ref: 'user:other', userId: 'other' };
  for (const actor of [study.services.owner, other]) {
    const rater = study.rater(evaluation, actor);
    for (let i = 0; i < votes; i++) {
      const { pair } = await rater.next();
      const tuned = pair!.left.startsWith('Warm') ? 'left' : 'right';
      const base = tuned === 'left' ? 'right' : 'left';
      const wish = verdicts[i % verdicts.length]!;
      if (i % 7 !== 3) nowMs += 5_000;
      await rater.cast(pair!.token, wish === 'tuned' ? tuned : wish === 'base' ? base : wish);
    }
  }
}

describe('the votes behind the numbers', () => {
  it('are as many as every number of the result says, by the filter that the number links to', async () => {
    const evaluation = await study.open({ minimumDwellMs: 1_000, votesPerPrompt: 2 });
    await vote(evaluation, 30);
    const list = listAs(evaluation);
    const total = async (filter: VoteFilter) => (await list(filter)).total;
    const result = await study.result(evaluation);
    const { counts } = result;
    expect(counts.wins * counts.losses * counts.ties * counts.bothBad * counts.skips).toBeGreaterThan(0);
    const preference = { outcome: 'preference', counted: 'yes' } as const;
    expect(await total(preference)).toBe(result.n);
    expect(await total({ counted: 'yes' })).toBe(result.cast);
    for (const [outcome, count] of [
      ['candidate', counts.wins],
      ['baseline', counts.losses],
      ['tie', counts.ties],
      ['both_bad', counts.bothBad],
      ['skip', counts.skips],
    ] as const)
      expect([outcome, await total({ outcome, counted: 'yes' })]).toEqual([outcome, count]);
    expect(result.labels.map(({ label }) => label).sort()).toEqual(['delivery', 'refund']);
    for (const { label, n } of result.labels) expect(await total({ ...preference, label })).toBe(n);
    for (const side of ['left', 'right'] as const)
      expect(await total({ ...preference, side })).toBe(result.position![side].n);
    for (const { rater, n } of result.raters) expect(await total({ ...preference, rater })).toBe(n);
    expect(result.excluded.map(({ reason }) => reason)).toEqual(['repeat', 'too_fast']);
    for (const { reason, count } of result.excluded)
      expect(await total({ counted: reason as 'repeat' })).toBe(count);
    expect(await total({ counted: 'no' })).toBe(result.excluded.reduce((sum, { count }) => sum + count, 0));
    expect(await total({})).toBe(60);
  });

  it('come in pages that hold every vote once, and say what every filter would leave', async () => {
    const evaluation = await study.open({ minimumDwellMs: 1_000, votesPerPrompt: 2 });
    await vote(evaluation, 12);
    const list = listAs(evaluation);
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const { items, next } = await list({ limit: 7, ...(after ? { after } : {}) });
      seen.push(...items.map(({ id }) => id));
      if (next === null) break;
      after = next;
    }
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen).toHaveLength(24);
    const { facets } = await list({ outcome: 'candidate' });
    expect(facets.rater.map(({ value }) => value)).toEqual(['R1', 'R2']);
    for (const { value, count } of facets.label)
      expect((await list({ outcome: 'candidate', label: value })).total).toBe(count);
    for (const { value, count } of facets.outcome)
      expect((await list({ outcome: value as 'tie' })).total).toBe(count);
  });

  it('show a pair to nobody who may yet vote on it, and leave out a last vote that can be undone', async () => {
    const evaluation = await study.open();
    const rater = study.rater(evaluation);
    for (const verdict of ['left', 'tie', 'left'] as const)
      await rater.cast((await rater.next()).pair!.token, verdict);
    const asReader = await listAs(evaluation)();
    expect(asReader).toMatchObject({ total: 3, withheld: 0 });
    expect(asReader.items.map(({ seen }) => seen)).toEqual([null, null, null]);
    expect(JSON.stringify(asReader)).not.toMatch(/Question|Warm|Plain/);

    const own = await listAs(evaluation, study.services.owner)();
    expect(own).toMatchObject({ total: 2, withheld: 1 });
    expect(own.items.every(({ seen }) => seen?.question.startsWith('Question'))).toBe(true);
    const where = { project: study.project, evaluation: evaluation.id };
    expect(await study.evaluations.result(where)).toMatchObject({ cast: 2, withheld: 1 });
    expect(await study.result(evaluation)).toMatchObject({ cast: 3, withheld: 0 });
    expect((await study.evaluations.course(where)).points.at(-1)!.n).toBe(2);

    await study.evaluations.close(where);
    const all = await listAs(evaluation, study.services.owner)({ sort: 'length' });
    expect(all).toMatchObject({ total: 3, withheld: 0 });
    const ratio = (question: string) => warm(question).length / plain(question).length;
    for (const { seen } of all.items) expect(seen!.lengthRatio).toBeCloseTo(ratio(seen!.question), 5);
  });

  it('tell how the rate settled, with the looks that were taken meanwhile', async () => {
    const evaluation = await study.open({ minimumDwellMs: 1_000, votesPerPrompt: 2, plannedVotes: 24 });
    await vote(evaluation, 6);
    await study.result(evaluation);
    const where = { project: study.project, evaluation: evaluation.id };
    const open = await study.evaluations.course(where);
    expect(open.final).toBeNull();
    const { n, rate, interval95 } = await study.evaluations.result(where);
    expect(open.points.at(-1)).toEqual({ n, rate, ...interval95 });
    expect(open.points.map(point => point.n)).toEqual(Array.from({ length: n }, (_, i) => i + 1));
    for (const { low, high, rate: at } of open.points) expect(low <= at && at <= high).toBe(true);
    expect(open.looks).toContain(n);
  });
});
