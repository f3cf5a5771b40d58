import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#platform/auth/actor.ts';
import { dataJobs, dataRouter } from '#stages/data/index.ts';
import { feedbackRouter } from '../index.ts';
import { createTestDesk, type TestDesk } from '../test-desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await createTestDesk();
});

/** A project of its own, with the doors of a reviewer in it. */
async function openProject() {
  const project = await desk.services.newProject();
  const authorization = `Bearer ${await desk.keyOf(project)}`;
  const door = desk.services.callerOf(feedbackRouter);
  const data = desk.services.callerOf(dataRouter);
  return {
    project,
    data,
    promotions: door.promotions,
    answer: (question: string, answer: string) => desk.answer(question, answer, project),
    post: (body: unknown) => desk.post(body, { authorization }),
    propose: () => door.promotions.propose({ project }),
    list: async () => (await door.promotions.list({ project })).items,
    feedback: async () => (await door.feedback.list({ project })).items,
    async freeze() {
      const dataset = await data.datasets.create({ project, name: 'desk' });
      const version = await data.datasets.freeze({
        project,
        id: dataset.id,
        recipe: { split: { train: 1, validation: 0, test: 0 } },
      });
      await desk.services.runJobs(dataJobs as never);
      return version;
    },
  };
}

const correction = (completion_id: string, corrected_text: string, rest = {}) => ({
  completion_id,
  kind: 'correction',
  corrected_text,
  ...rest,
});

describe('proposing', () => {
  test('gives each kind of feedback what it may become, once, with private values replaced', async () => {
    const at = await openProject();
    const [a, b] = [
      await at.answer('Where is my lamp?', 'No idea.'),
      await at.answer('Where is my lamp?', 'On its way.'),
    ];
    await at.post(correction(a, 'Write to ada@example.com, we will look.', { label: 'delivery' }));
    await at.post({ completion_id: b, kind: 'choice', chosen_id: b, rejected_id: a });
    await at.post({ completion_id: b, kind: 'thumb', value: 'up' });
    await at.post({ completion_id: a, kind: 'thumb', value: 'down' });
    await at.post({ completion_id: a, kind: 'rating', value: 2 });
    const first = await at.propose();
    expect(first).toMatchObject({ read: 5, proposed: { sft: 2, dpo: 2, kto: 2 }, next: null });
    expect(first.nothing).toEqual([{ reason: expect.stringContaining('not what to learn'), count: 1 }]);
    expect((await at.propose()).proposed).toEqual({ sft: 0, dpo: 0, kto: 0 });
    const [learn, pair] = await at.list();
    expect(learn).toMatchObject({
      shape: 'sft',
      kind: 'correction',
      label: 'delivery',
      piiFound: { EMAIL: 1 },
      payload: { answer: 'Write to [EMAIL_1], we will look.', rejected: null },
    });
    expect(learn!.because).toMatch(/wrote the answer as it should have been/);
    expect(pair).toMatchObject({ shape: 'dpo', payload: { rejected: 'No idea.' } });
    const [, , up] = await at.feedback();
    expect(up).toMatchObject({ kind: 'thumb', value: 'up', completionId: b });
    expect(up!.promotions.map(each => each.shape)).toEqual(['sft', 'kto']);
  });

  test('follows a person who says something else', async () => {
    const at = await openProject();
    const answer = await at.answer('Is it bright?', 'Very.');
    const thumb = { completion_id: answer, kind: 'thumb', actor: { type: 'end_user', id: 'ada' } };
    await at.post({ ...thumb, value: 'up' });
    await at.propose();
    await at.post({ ...thumb, value: 'down' });
    await at.propose();
    expect((await at.list()).map(each => [each.shape, each.state])).toEqual([
      ['sft', 'rejected'],
      ['kto', 'rejected'],
      ['kto', 'proposed'],
    ]);
  });
});

describe('reviewing', () => {
  test('an accepted correction is a record with its origin, in the next version, and then fixed', async () => {
    const at = await openProject();
    await at.post(
      correction(await at.answer('Can I return it?', 'No.'), 'Yes, within 30 days.', { label: 'returns' }),
    );
    await at.propose();
    const [learn] = await at.list();
    const seen = { project: at.project, id: learn!.id, version: learn!.version };
    await expect(at.promotions.edit({ ...seen, version: 7, answer: 'x' })).rejects.toMatchObject({
      code: 'version_conflict',
    });
    const edited = await at.promotions.edit({
      ...seen,
      answer: 'Yes, within thirty days. Call +49 30 1234567.',
    });
    expect(edited).toMatchObject({ piiFound: { PHONE: 1 }, editedBy: desk.services.owner.ref });
    const accepted = await at.promotions.accept({ ...seen, version: edited.version });
    const record = await at.data.records.get({ project: at.project, id: accepted.recordId! });
    expect(record).toMatchObject({ label: 'returns', externalId: learn!.id, state: 'active' });
    expect(record.revisions[0]).toMatchObject({
      derivedBy: 'feedback',
      payload: {
        messages: [{ content: 'Can I return it?' }, { content: 'Yes, within thirty days. Call [PHONE_1].' }],
        meta: { feedback: { judgementId: learn!.judgementId } },
      },
    });
    const undone = await at.promotions.undo({ ...seen, version: accepted.version });
    expect(undone).toMatchObject({ state: 'proposed', recordId: null });
    expect((await at.data.records.list({ project: at.project })).items).toEqual([]);
    const again = await at.promotions.accept({ ...seen, version: undone.version });
    const edges = await desk.services.db
      .selectFrom('lineageEdge')
      .select(['fromKind', 'relation'])
      .where('toId', '=', again.recordId)
      .orderBy('fromKind')
      .execute();
    expect(edges).toEqual([
      { fromKind: 'person', relation: 'wrote' },
      { fromKind: 'promotion', relation: 'became' },
    ]);
    const version = await at.freeze();
    const rows = await at.data.datasets.rows({ project: at.project, id: version.id });
    expect(rows.items.map(row => row.recordId)).toEqual([again.recordId]);
    await expect(at.promotions.undo({ ...seen, version: again.version })).rejects.toMatchObject({
      code: 'promotion_fixed',
      message: expect.stringContaining('desk@1'),
    });
    await expect(
      at.promotions.reject({ ...seen, version: again.version, reason: 'no' }),
    ).rejects.toMatchObject({
      code: 'promotion_decided',
    });
  });

  test('all at once over a filter; pairs are kept accepted, what is replaced goes on waiting', async () => {
    const at = await openProject();
    for (const n of [1, 2, 3])
      await at.post(correction(await at.answer(`Question ${n}?`, 'Hm.'), `Answer ${n}.`));
    const liked = {
      completion_id: await at.answer('Bright?', 'Very.'),
      kind: 'thumb',
      actor: { type: 'end_user', id: 'b' },
    };
    await at.post({ ...liked, value: 'up' });
    await at.propose();
    await at.post({ ...liked, value: 'down' });
    const review = { project: at.project, decision: 'accept' as const };
    const first = await at.promotions.review({ ...review, kind: 'correction', shape: 'sft', limit: 2 });
    expect(first.decided).toEqual({ sft: 2, dpo: 0, kto: 0 });
    const second = await at.promotions.review({ ...review, kind: 'correction', after: first.next! });
    expect(second).toMatchObject({ decided: { sft: 1, dpo: 2, kto: 0 }, next: null });
    const rest = await at.promotions.review(review);
    expect(rest.decided).toEqual({ sft: 0, dpo: 1, kto: 0 });
    expect(rest.refused).toEqual([{ reason: expect.stringContaining('something else'), count: 2 }]);
    const no = await at.promotions.review({ project: at.project, decision: 'reject', reason: 'too old' });
    expect(no.decided).toEqual({ sft: 1, dpo: 0, kto: 1 });
    expect(await at.promotions.count({ project: at.project })).toEqual({
      proposed: { sft: 0, dpo: 0, kto: 0 },
      accepted: { sft: 3, dpo: 3, kto: 0 },
      rejected: { sft: 1, dpo: 0, kto: 1 },
    });
    const records = (await at.data.records.list({ project: at.project })).items;
    expect(records.map(({ kind }) => kind).sort()).toEqual([
      ...Array<string>(3).fill('conversation'),
      ...Array<string>(3).fill('pair'),
    ]);
  });

  test('a pair and an answer that nobody wants become records with their preference, once', async () => {
    const at = await openProject();
    const answer = await at.answer('Can it dim?', 'It cannot.');
    await at.post(correction(answer, 'Yes, in three steps.'));
    await at.post({ completion_id: answer, kind: 'thumb', value: 'down' });
    await at.propose();
    for (const { id, version } of await at.list())
      await at.promotions.accept({ project: at.project, id, version });
    const found = (await at.data.records.list({ project: at.project })).items;
    const details = await Promise.all(
      found.map(({ id }) => at.data.records.get({ project: at.project, id })),
    );
    expect(details.map(({ kind, revisions }) => [kind, revisions[0]!.payload.preference])).toEqual([
      ['judged', { desirable: false }],
      ['pair', { rejected: 'It cannot.' }],
      ['conversation', undefined],
    ]);
    const edges = await desk.services.db
      .selectFrom('lineageEdge')
      .select(['relation', 'toId'])
      .where('fromKind', '=', 'person')
      .where(
        'toId',
        'in',
        found.map(({ id }) => id),
      )
      .execute();
    const said = new Map(edges.map(({ toId, relation }) => [toId, relation]));
    expect(found.map(({ id }) => said.get(id))).toEqual(['disliked', 'wrote', 'wrote']);
  });

  test('two reviewers decide once', async () => {
    const at = await openProject();
    await at.post({ completion_id: await at.answer('Dim?', 'No.'), kind: 'thumb', value: 'down' });
    await at.propose();
    const [one] = await at.list();
    const seen = { project: at.project, id: one!.id, version: one!.version };
    const decided = await Promise.allSettled([
      at.promotions.accept(seen),
      at.promotions.reject({ ...seen, reason: 'unfair' }),
    ]);
    expect(decided.map(each => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('a key that may only send feedback reads and decides nothing', async () => {
    const at = await openProject();
    const page: Actor = {
      ref: 'key:page',
      userId: null,
      keyId: 'page',
      organizationRole: null,
      projectRoles: new Map(),
      scopes: ['feedback.write'],
      projectId: at.project,
    };
    const door = desk.services.callerOf(feedbackRouter, page);
    await expect(door.feedback.list({ project: at.project })).rejects.toMatchObject({ code: 'not_allowed' });
    await expect(door.promotions.list({ project: at.project })).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });
});
