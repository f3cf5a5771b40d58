import { beforeAll, describe, expect, it } from 'vitest';
import { annotator, createTestStudy, plain, type TestStudy, warm } from '../test-study.ts';
import { getEvaluation } from '../present-evaluation.ts';
import { castVote } from './cast-vote.ts';
import { giveTurn } from './give-turn.ts';
import type { Turn } from './vote.contract.ts';

let study: TestStudy;
beforeAll(async () => {
  study = await createTestStudy(100);
});

type Rater = ReturnType<TestStudy['rater']>;
type Choice = (turn: Turn, index: number) => 'left' | 'right' | 'tie' | 'both_bad' | 'skip';

/** Votes until nothing is left or the study closes; gives every turn that was shown. */
async function voteAll(rater: Rater, choose: Choice, limit = Infinity): Promise<Turn[]> {
  const shown: Turn[] = [];
  while (shown.length < limit) {
    const turn = await rater.next();
    if (turn.state === 'done') break;
    const receipt = await rater.cast(turn.pair!.token, choose(turn, shown.length));
    shown.push(turn);
    if (receipt.isClosed) break;
  }
  return shown;
}

const sideOfTuned = ({ pair }: Turn): 'left' | 'right' => (pair!.left.startsWith('Warm') ? 'left' : 'right');
const sideOfBase = (turn: Turn): 'left' | 'right' => (sideOfTuned(turn) === 'left' ? 'right' : 'left');
const questionOf = ({ pair }: Turn): string => pair!.prompt.at(-1)!.content;

/** Without the pairs that came back in swapped order. */
const keepFirst = (turns: Turn[]): Turn[] =>
  turns.filter((turn, i) => turns.findIndex(other => questionOf(other) === questionOf(turn)) === i);

describe('a whole vote', () => {
  it('over 100 pairs closes by itself with a band word, and repeats do not count', async () => {
    const evaluation = await study.open();
    expect(evaluation).toMatchObject({ state: 'open', plannedVotes: 100, prompts: 100 });
    const firstTimes = new Set<string>();
    let decided = 0;
    const shown = await voteAll(study.rater(evaluation), turn => {
      const isRepeat = firstTimes.has(questionOf(turn));
      firstTimes.add(questionOf(turn));
      if (isRepeat) return sideOfTuned(turn);
      decided++;
      if (decided <= 75) return sideOfTuned(turn);
      return decided <= 95 ? sideOfBase(turn) : 'tie';
    });
    expect(shown.length).toBeGreaterThan(105);
    const closed = await study.evaluations.get({ project: study.project, evaluation: evaluation.id });
    expect(closed.state).toBe('closed');
    const result = await study.result(evaluation);
    expect(result).toMatchObject({
      phase: 'closed',
      n: 100,
      counts: { wins: 75, losses: 20, ties: 5, bothBad: 0, skips: 0 },
      votesLeft: 0,
      rate: 0.775,
      intervalMethod: 'wilson',
      verdict: { kind: 'band', band: 'success', strength: 'indicative' },
      moreVotes: null,
    });
    expect(result.interval95.low).toBeCloseTo(0.6838, 3);
    expect(result.excluded).toEqual([{ reason: 'repeat', count: shown.length - 100 }]);
    expect(result.labels.map(label => [label.label, label.n])).toEqual([
      ['delivery', 50],
      ['refund', 50],
    ]);
    expect(result.reason.en).toContain('lies above 50 %');
    expect(result.reason.zh).toContain('高于 50 %');
    const sides = keepFirst(shown).map(sideOfTuned);
    for (let start = 0; start < 100; start += 4)
      expect(sides.slice(start, start + 4).filter(side => side === 'left')).toHaveLength(2);
    expect(result.position).toMatchObject({ left: { n: 50 }, right: { n: 50 } });
    expect(result.raters[0]!.repeats.asked).toBeGreaterThan(5);
  });

  it('finds a voter who only ever presses left', async () => {
    const evaluation = await study.open();
    await voteAll(study.rater(evaluation), () => 'left', 39);
    const result = await study.result(evaluation);
    expect(result).toMatchObject({
      rate: 0.5,
      position: { effect: 0.5, isFlagged: true, stratifiedRate: 0.5 },
    });
    expect(result.raters[0]).toMatchObject({ flag: 'always left', leftShare: 1, repeats: { consistent: 0 } });
    expect(result.notes.map(note => note.code)).toEqual(
      expect.arrayContaining(['position_effect', 'one_sided_rater', 'few_raters']),
    );
  });
});

describe('blindness', () => {
  it('gives every pair the same shape and no word about the arms', async () => {
    const evaluation = await study.open();
    const rater = study.rater(evaluation, annotator(study.project, 'ann'));
    const shown = await voteAll(rater, sideOfTuned, 60);
    const tokens = shown.map(turn => turn.pair!.token);
    expect(new Set(tokens).size).toBe(tokens.length);
    for (const turn of shown) {
      expect(Object.keys(turn)).toEqual(['state', 'pair', 'progress']);
      expect(Object.keys(turn.pair!)).toEqual(['token', 'prompt', 'left', 'right']);
      expect(turn.pair!.token).toMatch(/^[\w-]{32}$/);
      const question = questionOf(turn);
      expect([turn.pair!.left, turn.pair!.right].sort()).toEqual([plain(question), warm(question)].sort());
      const told = JSON.stringify(turn).replace(turn.pair!.token, '');
      expect(told).not.toMatch(/baseline|candidate|orchid|Starter|repeat|Arm/);
    }
    expect(shown.map(turn => turn.progress.voted)).toEqual(shown.map((_, i) => i));
    expect(new Set(shown.map(turn => turn.progress.of)).size).toBe(1);
  });

  it('keeps origins from a reader until they voted on the pair for good, or the vote is over', async () => {
    const evaluation = await study.open();
    const where = { project: study.project, evaluation: evaluation.id };
    expect(await study.evaluations.answers(where)).toMatchObject({ items: [], hidden: 100 });
    const [turn] = await voteAll(study.rater(evaluation), sideOfTuned, 1);
    expect(await study.evaluations.answers(where)).toMatchObject({ items: [], hidden: 100 });
    await voteAll(study.rater(evaluation), sideOfTuned, 1);
    const after = await study.evaluations.answers(where);
    expect(after).toMatchObject({ hidden: 99, items: [{ candidate: warm(questionOf(turn!)) }] });
    await study.evaluations.close(where);
    const all = await study.evaluations.answers({ ...where, limit: 60 });
    expect([all.items.length, all.hidden, all.next]).toEqual([60, 0, '59']);
  });

  it('lets an annotator vote and read nothing', async () => {
    const evaluation = await study.open();
    const evaluations = study.services.callerOf(
      study.stage.router.evaluations,
      annotator(study.project, 'ann'),
    );
    const where = { project: study.project, evaluation: evaluation.id };
    await expect(evaluations.result(where)).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(evaluations.answers(where)).rejects.toMatchObject({ code: 'not_allowed' });
    expect((await study.rater(evaluation, annotator(study.project, 'ann')).next()).state).toBe('vote');
  });
});

describe('what a rater sees', () => {
  it('ends where a sentence ends and has no invisible mark, whatever the models did', async () => {
    const marked = await createTestStudy(12, {
      async generate({ target, messages }) {
        const question = messages.at(-1)!.content;
        const isBase = target.kind === 'base';
        if (isBase && question === 'Question 3?') return answer('Well you may or may', 'length');
        return isBase
          ? answer(`\uFEFFPlain answer to: ${question}  \r\nIt is so. And furth`, 'length')
          : answer(`Warm answer to: ${question}`, 'stop');
      },
    });
    const open = await marked.open();
    expect(open).toMatchObject({ plannedVotes: 11, excludedPrompts: { unfinished: 1 } });
    for (const { pair } of await voteAll(marked.rater(open), sideOfTuned)) {
      const question = pair!.prompt.at(-1)!.content;
      const both = [`Plain answer to: ${question}\nIt is so.`, `Warm answer to: ${question}`];
      expect([pair!.left, pair!.right].sort()).toEqual(both);
    }
    const result = await marked.result(open);
    expect(result.cut).toEqual({ pairs: 11, baseline: 11, candidate: 0, maxTokens: 160 });
    expect(result.excluded).toContainEqual({ reason: 'unfinished', count: 1 });
    expect(result.notes.map(note => note.code)).toContain('cut_answers');
  });

  it('comes in an order that the seed alone does not give', async () => {
    const sidesUnder = async (secret: string) => {
      const single = await createTestStudy(24);
      const evaluation = await getEvaluation(single.services.db, single.project, (await single.open()).id);
      const rater = { id: 'user:ann', nowMs: 0, secret };
      const sides: string[] = [];
      for (let pair = 0; pair < 24; pair += 1) {
        const turn = await giveTurn(single.services.db, evaluation, rater);
        sides.push(sideOfTuned(turn));
        const ballot = { token: turn.pair!.token, verdict: 'skip' as const, dwellMs: 0, reasons: [] };
        await castVote(single.services.db, evaluation, rater, ballot);
      }
      return sides.join();
    };
    expect(await sidesUnder('one secret')).not.toBe(await sidesUnder('another secret'));
  });
});

const answer = (text: string, finishReason: string) => ({
  text,
  finishReason,
  promptTokens: 1,
  completionTokens: 1,
  latencyMs: 1,
});

describe('one pair at a time', () => {
  it('does not look hasty because the clock was set back while somebody read it', async () => {
    const { db, pool } = study.services;
    const evaluation = await getEvaluation(db, study.project, (await study.open()).id);
    const at = (nowMs: number) => ({ id: 'user:reader', nowMs, secret: 'a secret' });
    const turn = await giveTurn(db, evaluation, at(3_600_000));
    const ballot = { token: turn.pair!.token, verdict: 'skip' as const, dwellMs: 5_000, reasons: [] };
    await castVote(db, evaluation, at(0), ballot);
    const { rows } = await pool.query(
      `select detail->>'dwellMs' as "dwellMs" from judgement where detail->>'slotId' =
         (select id::text from vote_slot where token = $1)`,
      [turn.pair!.token],
    );
    expect(rows).toEqual([{ dwellMs: '5000' }]);
  });

  it('comes back as it was until it is voted on, also after a pause', async () => {
    const rater = study.rater(await study.open());
    const first = await rater.next();
    expect(await rater.next()).toEqual(first);
    await rater.cast(first.pair!.token, 'tie');
    expect((await rater.next()).pair!.token).not.toBe(first.pair!.token);
  });

  it('counts a double submit once, and refuses another verdict', async () => {
    const evaluation = await study.open();
    const rater = study.rater(evaluation);
    const { token } = (await rater.next()).pair!;
    const [one, two] = await Promise.all([rater.cast(token, 'left'), rater.cast(token, 'left')]);
    expect([one.recorded, two.recorded]).toEqual([true, true]);
    await expect(rater.cast(token, 'right')).rejects.toMatchObject({ code: 'already_voted', status: 409 });
    expect((await study.result(evaluation)).cast).toBe(1);
  });

  it('refuses votes out of order, by name, and counts none of them', async () => {
    const evaluation = await study.open();
    const rater = study.rater(evaluation);
    const first = await rater.next();
    const tokens = await study.services.db
      .selectFrom('voteSlot')
      .select('token')
      .where('evaluationId', '=', evaluation.id)
      .orderBy('sequence', 'desc')
      .execute();
    expect(tokens.pop()!.token).toBe(first.pair!.token);
    for (const { token } of tokens)
      await expect(rater.cast(token, 'tie')).rejects.toMatchObject({ code: 'out_of_order', status: 409 });
    await rater.cast(first.pair!.token, 'tie');
    const second = await rater.next();
    const again = await rater.undo();
    await expect(rater.cast(second.pair!.token, 'tie')).rejects.toMatchObject({ code: 'out_of_order' });
    await rater.cast(again.pair!.token, 'tie');
    await rater.cast(second.pair!.token, 'tie');
    expect((await study.result(evaluation)).counts.ties).toBe(2);
  });

  it('goes back one vote and no further', async () => {
    const evaluation = await study.open();
    const rater = study.rater(evaluation);
    await voteAll(rater, sideOfTuned, 3);
    const again = await rater.undo();
    await expect(rater.undo()).rejects.toMatchObject({ code: 'already_undone', status: 409 });
    expect((await rater.next()).pair).toEqual(again.pair);
    expect((await study.result(evaluation)).cast).toBe(2);
    await rater.cast(again.pair!.token, 'tie');
    expect((await rater.undo()).pair!.prompt).toEqual(again.pair!.prompt);
  });

  it('takes a vote back, and a late copy of it finds nothing', async () => {
    const evaluation = await study.open();
    const rater = study.rater(evaluation);
    await expect(rater.undo()).rejects.toMatchObject({ code: 'nothing_to_undo' });
    const first = await rater.next();
    await rater.cast(first.pair!.token, 'left');
    const again = await rater.undo();
    expect({ ...again.pair, token: '' }).toEqual({ ...first.pair, token: '' });
    expect((await study.result(evaluation)).cast).toBe(0);
    await expect(rater.cast(first.pair!.token, 'left')).rejects.toMatchObject({ code: 'unknown_token' });
    await rater.cast(again.pair!.token, sideOfTuned(again));
    expect((await study.result(evaluation)).counts.wins).toBe(1);
    const rows = await study.services.db
      .selectFrom('judgement')
      .select(['value', 'supersedes'])
      .where('projectId', '=', study.project)
      .orderBy('id', 'desc')
      .limit(3)
      .execute();
    expect(rows.map(row => row.supersedes !== null)).toEqual([true, true, false]);
  });

  it('refuses unknown tokens, those of others, and a closed vote, by name', async () => {
    const evaluation = await study.open();
    const owner = study.rater(evaluation);
    const { token } = (await owner.next()).pair!;
    const other = study.rater(evaluation, annotator(study.project, 'bea'));
    await expect(other.cast(token, 'left')).rejects.toMatchObject({
      code: 'another_raters_pair',
      status: 403,
    });
    await expect(owner.cast('nonsense', 'left')).rejects.toMatchObject({
      code: 'unknown_token',
      status: 404,
    });
    await study.evaluations.close({ project: study.project, evaluation: evaluation.id });
    await expect(owner.cast(token, 'left')).rejects.toMatchObject({ code: 'evaluation_closed', status: 409 });
    await expect(owner.next()).rejects.toMatchObject({ code: 'evaluation_closed' });
    await expect(owner.undo()).rejects.toMatchObject({ code: 'evaluation_closed' });
    const stranger = study.rater({ number: 999 });
    await expect(stranger.next()).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('several raters', () => {
  it('see every prompt in both orders, and agree or not', { timeout: 60_000 }, async () => {
    const evaluation = await study.open({ votesPerPrompt: 2 });
    expect(evaluation.plannedVotes).toBe(200);
    const first = await voteAll(study.rater(evaluation, annotator(study.project, 'ann')), sideOfTuned);
    const second = await voteAll(study.rater(evaluation, annotator(study.project, 'bea')), sideOfTuned);
    const sides = new Map(keepFirst(first).map(turn => [questionOf(turn), sideOfTuned(turn)]));
    const swapped = keepFirst(second).filter(turn => sides.get(questionOf(turn)) !== sideOfTuned(turn));
    expect(swapped).toHaveLength(100);
    const result = await study.result(evaluation);
    expect(result).toMatchObject({
      phase: 'closed',
      n: 200,
      rate: 1,
      intervalMethod: 'cluster-robust by prompt',
    });
    expect(result.agreement).toMatchObject({ prompts: 100, percent: 1, isLow: false });
    expect(result.raters.map(rater => rater.rater)).toEqual(['R1', 'R2']);
    expect(JSON.stringify(result)).not.toContain('user:');
  });

  it('may vote at the same time', async () => {
    const evaluation = await study.open({ votesPerPrompt: 3 });
    const names = ['ann', 'bea', 'cid'];
    await Promise.all(
      names.map(name => voteAll(study.rater(evaluation, annotator(study.project, name)), sideOfTuned, 30)),
    );
    const uses = await study.services.db
      .selectFrom('voteSlot')
      .select(eb => [
        'itemId',
        eb.fn.count<number>('id').filterWhere('leftArm', '=', 'candidate').as('left'),
        eb.fn.countAll<number>().as('all'),
      ])
      .where('evaluationId', '=', evaluation.id)
      .where('isRepeat', '=', false)
      .groupBy('itemId')
      .execute();
    for (const { left, all } of uses) expect(Math.abs(2 * left - all)).toBeLessThanOrEqual(1);
    expect((await study.result(evaluation)).raters).toHaveLength(3);
  });
});

it('keeps what was given too fast, and does not count it', async () => {
  const evaluation = await study.open({ minimumDwellMs: 1_000 });
  const rater = study.rater(evaluation);
  await rater.cast((await rater.next()).pair!.token, 'left', 200);
  const result = await study.result(evaluation);
  expect(result).toMatchObject({ cast: 0, n: 0, excluded: [{ reason: 'too_fast', count: 1 }] });
});
