import { beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import { appendJudgement, labelingRouter, type NewJudgement } from './index.ts';

let services: TestServices;
let project: string;
beforeAll(async () => {
  services = await createTestServices();
  project = await services.newProject();
});

const thumb = (change: Partial<NewJudgement> = {}): NewJudgement => ({
  projectId: project,
  subjectKind: 'interaction',
  subjectId: newId(),
  question: 'thumb',
  actor: { kind: 'end_user', id: 'visitor-1' },
  round: 'feedback',
  value: { thumb: 'up' },
  ...change,
});
const list = (filter: { subjectId?: string; current?: boolean; limit?: number; after?: string }) =>
  services.callerOf(labelingRouter).judgements.list({ project, ...filter });

describe('a judgement', () => {
  it('is appended once per key, and another saying under the same key is refused', async () => {
    const judgement = thumb({ idempotencyKey: 'once' });
    const first = await appendJudgement(services.db, judgement);
    expect(await appendJudgement(services.db, judgement)).toEqual(first);
    const other = { ...judgement, value: { thumb: 'down' } };
    await expect(appendJudgement(services.db, other)).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  it('is changed and withdrawn by rows that supersede it, each once', async () => {
    const subjectId = newId();
    const first = await appendJudgement(services.db, thumb({ subjectId }));
    const second = await appendJudgement(
      services.db,
      thumb({ subjectId, value: { thumb: 'down' }, supersedes: first.id }),
    );
    const again = thumb({ subjectId, supersedes: first.id });
    await expect(appendJudgement(services.db, again)).rejects.toMatchObject({
      code: 'judgement_superseded',
      status: 409,
    });
    expect((await list({ subjectId })).items.map(item => item.value)).toEqual([{ thumb: 'down' }]);
    await appendJudgement(services.db, thumb({ subjectId, value: null, supersedes: second.id }));
    expect((await list({ subjectId })).items).toEqual([]);
    expect((await list({ subjectId, current: false })).items).toHaveLength(3);
  });

  it('that is a blind vote is given back to its voter without what stood behind the sides', async () => {
    const subjectId = newId();
    const vote = (id: string) =>
      thumb({
        subjectKind: 'evaluation_item',
        subjectId,
        question: 'support',
        round: 'vote',
        actor: { kind: 'human', id },
        value: { outcome: 'candidate' },
        detail: { verdict: 'left', leftArm: 'candidate', dwellMs: 4_000 },
      });
    const { userId, ref } = services.owner;
    await appendJudgement(services.db, vote(userId ? `user:${userId}` : ref));
    await appendJudgement(services.db, vote('user:another'));
    const [own, another] = (await list({ subjectId })).items;
    expect([own!.value, own!.detail]).toEqual([{ verdict: 'left' }, { verdict: 'left', dwellMs: 4_000 }]);
    expect(another).toMatchObject({ value: { outcome: 'candidate' }, detail: { leftArm: 'candidate' } });
  });

  it('cannot be updated, not even by hand', async () => {
    const { id } = await appendJudgement(services.db, thumb());
    const update = services.db
      .updateTable('judgement')
      .set({ question: 'other' })
      .where('id', '=', id)
      .execute();
    await expect(update).rejects.toThrow('append-only');
  });

  it('is listed in pages, oldest first', async () => {
    const first = await list({ limit: 1 });
    const second = await list({ limit: 1, after: first.next! });
    expect(second.items[0]!.id > first.items[0]!.id).toBe(true);
  });
});
