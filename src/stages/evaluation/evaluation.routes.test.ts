import { beforeAll, describe, expect, it } from 'vitest';
import { AttuneError } from '#platform/http/attune-error.ts';
import { createTestStudy, plain, type TestStudy, warm } from './test-study.ts';

let study: TestStudy;
let failAt: number | undefined;
let asked: string[] = [];
beforeAll(async () => {
  study = await createTestStudy(12, {
    async generate({ target, messages, sampling }) {
      const question = messages.at(-1)!.content;
      asked.push(`${target.kind} ${question}`);
      expect(messages[0]).toEqual({ role: 'system', content: '' });
      expect(sampling).toMatchObject({ temperature: 0, maxTokens: 160 });
      if (failAt !== undefined && asked.length > failAt) throw new Error('engine gone');
      const text = answerOf(target.kind, question);
      return { text, promptTokens: 12, completionTokens: 9, finishReason: 'stop', latencyMs: 40.4 };
    },
  });
});

function answerOf(kind: string, question: string): string {
  if (question === 'Question 3?') return 'Quite the same.';
  if (question === 'Question 5?' && kind === 'version') return 'I am Orchid 7 and I help.';
  return kind === 'base' ? plain(question) : warm(question);
}

describe('creating an evaluation', () => {
  it('registers the design first, then answers, measures and opens', async () => {
    const created = await study.create();
    expect(created).toMatchObject({
      number: 1,
      name: 'orchid-7',
      state: 'preparing',
      seed: 7,
      plannedVotes: 12,
      prompts: 12,
    });
    expect(created.design).toMatchObject({
      tiePolicy: 'half',
      stopRule: 'planned_votes',
      minimumDecisiveVotes: 50,
    });
    await study.runJobs();
    const open = await study.evaluations.get({ project: study.project, evaluation: '1' });
    expect(open).toMatchObject({
      state: 'open',
      plannedVotes: 10,
      excludedPrompts: { identical: 1, leak: 1 },
      metrics: { isVerdict: false, rows: 12, heldOutLoss: { baseline: 1.85, candidate: 1.2 } },
    });
    expect(open.metrics!.chrf.candidate).toBeGreaterThan(open.metrics!.chrf.baseline);
    const edges = await study.services.db
      .selectFrom('lineageEdge')
      .selectAll()
      .where('toId', '=', open.id)
      .execute();
    expect(edges.map(edge => edge.fromKind).sort()).toEqual(['dataset_version', 'model_version']);
    const events = await study.services.db
      .selectFrom('projectEvent')
      .select('kind')
      .where('subjectId', '=', open.id)
      .execute();
    expect(new Set(events.map(event => event.kind))).toEqual(
      new Set(['evaluation.created', 'evaluation.progress', 'evaluation.opened']),
    );
  });

  it('goes on where a crash stopped it, and keeps what was answered', async () => {
    asked = [];
    failAt = 15;
    const { id } = await study.create();
    await expect(study.runJobs()).rejects.toThrow('engine gone');
    const where = { project: study.project, evaluation: id };
    expect(await study.evaluations.get(where)).toMatchObject({ state: 'generating', error: null });
    await study.giveUp(id, new AttuneError('job_given_up', 'engine gone'));
    expect(await study.evaluations.get(where)).toMatchObject({
      state: 'failed',
      error: { message: 'engine gone' },
    });
    failAt = undefined;
    asked = [];
    expect((await study.evaluations.retry(where)).state).toBe('generating');
    await study.runJobs();
    expect(asked).toHaveLength(9);
    expect(await study.evaluations.get(where)).toMatchObject({ state: 'open', error: null });
    await expect(study.evaluations.retry(where)).rejects.toMatchObject({ code: 'evaluation_not_failed' });
  });

  it('sets one prompt aside that no model can answer', async () => {
    const single = await createTestStudy(6, {
      async generate({ messages }) {
        const question = messages.at(-1)!.content;
        if (question === 'Question 2?') throw new Error('too long');
        return {
          text: `${asked.push('')} ${question}`,
          promptTokens: 1,
          completionTokens: 1,
          finishReason: 'stop',
          latencyMs: 1,
        };
      },
      score: async () => Promise.reject(new Error('no engine here')),
    });
    const open = await single.open();
    expect(open).toMatchObject({ state: 'open', plannedVotes: 5, excludedPrompts: { missing_answer: 1 } });
    expect(open.metrics).toMatchObject({ heldOutLoss: null, heldOutLossError: 'no engine here' });
  });

  it('tells how far the test loss is, and is open at the end', async () => {
    const single = await createTestStudy(6, {
      score: async ({ onProgress }) => {
        onProgress(3, 12);
        return { baseline: 1.85, candidate: 1.2, tokens: 90 };
      },
    });
    const open = await single.open();
    expect(open.state).toBe('open');
    const told = await single.services.db
      .selectFrom('projectEvent')
      .select('payload')
      .where('kind', '=', 'evaluation.progress')
      .execute();
    expect(told.map(event => event.payload)).toContainEqual(
      expect.objectContaining({ phase: 'metrics', done: 3, total: 12 }),
    );
  });

  it('refuses a dataset version without a test split', async () => {
    const empty = await createTestStudy(0);
    await expect(empty.create()).rejects.toMatchObject({ code: 'no_test_prompts' });
  });
});

it('refuses a setting that it does not know, by name', async () => {
  const wish = {
    project: study.project,
    candidateVersionId: study.ids.version,
    datasetVersionId: study.ids.datasetVersion,
  };
  await expect(study.evaluations.create({ ...wish, votesPerPromt: 3 } as never)).rejects.toMatchObject({
    code: 'BAD_REQUEST',
  });
});

describe('closing and listing', () => {
  it('closes by hand with the interval that pays for peeking, and stores one snapshot', async () => {
    const evaluation = await study.open();
    const where = { project: study.project, evaluation: evaluation.id };
    const rater = study.rater(evaluation);
    await rater.cast((await rater.next()).pair!.token, 'tie');
    expect((await study.evaluations.close(where)).state).toBe('closed');
    expect((await study.evaluations.close(where)).state).toBe('closed');
    const result = await study.result(evaluation);
    expect(result).toMatchObject({
      phase: 'open',
      intervalMethod: 'anytime-valid',
      verdict: { kind: 'insufficient' },
    });
    expect(await study.result(evaluation)).toEqual(result);
    const snapshots = await study.services.db
      .selectFrom('evaluationResult')
      .select('inputHash')
      .where('evaluationId', '=', evaluation.id)
      .execute();
    expect(snapshots).toEqual([{ inputHash: result.inputHash }]);
  });

  it('lists newest first in pages', async () => {
    const first = await study.evaluations.list({ project: study.project, limit: 2 });
    const second = await study.evaluations.list({ project: study.project, limit: 2, after: first.next! });
    expect([...first.items, ...second.items].map(item => item.number)).toEqual([3, 2, 1]);
    expect(second.next).toBeNull();
  });
});
