import { beforeAll, describe, expect, test } from 'vitest';
import { createTestDesk, type TestDesk } from '../test-desk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await createTestDesk();
});

const judgements = () =>
  desk.services.db
    .selectFrom('judgement')
    .selectAll()
    .where('projectId', '=', desk.project)
    .orderBy('id')
    .execute();

describe('POST /v1/feedback', () => {
  test('stores a judgement with its edge and event, and says its id', async () => {
    const answer = await desk.answer('Where is my lamp?', 'On its way.');
    const { status, body } = await desk.post({
      completion_id: answer,
      kind: 'thumb',
      value: 'up',
      comment: 'kind',
      label: 'delivery',
      actor: { type: 'end_user', id: 'ada' },
    });
    expect(status).toBe(202);
    const stored = (await judgements()).find(row => row.id === body.id)!;
    expect(stored).toMatchObject({
      subjectKind: 'interaction',
      question: 'thumb',
      value: 'up',
      round: 'feedback',
      actorKind: 'end_user',
      actorId: 'end_user:ada',
      detail: { comment: 'kind', label: 'delivery' },
    });
    const edges = await desk.services.db
      .selectFrom('lineageEdge')
      .selectAll()
      .where('toId', '=', body.id)
      .execute();
    expect(edges).toMatchObject([{ fromKind: 'interaction', fromId: stored.subjectId, toKind: 'judgement' }]);
    const events = await desk.services.db.selectFrom('projectEvent').selectAll().execute();
    expect(events.at(-1)).toMatchObject({ kind: 'feedback.received', subjectId: body.id });
  });

  test('takes an id once: the same again is 200, something else under it is 409', async () => {
    const answer = await desk.answer('Can I return it?', 'Yes.');
    const body = { id: 'click-1', completion_id: answer, kind: 'thumb', value: 'down' };
    const before = (await judgements()).length;
    const sent = await Promise.all([desk.post(body), desk.post(body), desk.post(body)]);
    expect(sent.map(each => each.status).sort()).toEqual([200, 200, 202]);
    expect(new Set(sent.map(each => each.body.id)).size).toBe(1);
    expect((await judgements()).length).toBe(before + 1);
    const other = await desk.post({ ...body, comment: 'rude' });
    expect(other).toMatchObject({
      status: 409,
      body: { error: { code: 'feedback_id_reused', param: 'id' } },
    });
    const { id: _id, ...rest } = body;
    expect((await desk.post(rest, { 'idempotency-key': 'click-1' })).status).toBe(200);
  });

  test("a named person's later word replaces the earlier one, and nobody is taken for an account", async () => {
    const answer = await desk.answer('Is it bright?', 'Very.');
    const body = { completion_id: answer, kind: 'thumb', actor: { type: 'human', id: 'user:1' } };
    const first = await desk.post({ ...body, value: 'up' });
    const second = await desk.post({ ...body, value: 'down' });
    const rows = await judgements();
    expect(rows.find(row => row.id === second.body.id)).toMatchObject({
      supersedes: first.body.id,
      actorId: 'human:user:1',
    });
  });

  test('a choice names two different answers and hangs on both', async () => {
    const [a, b] = [await desk.answer('Which?', 'This.'), await desk.answer('Which?', 'That.')];
    const choice = { completion_id: a, kind: 'choice', chosen_id: a, rejected_id: b };
    const { status, body } = await desk.post(choice);
    expect(status).toBe(202);
    const edges = await desk.services.db
      .selectFrom('lineageEdge')
      .select('fromId')
      .where('toId', '=', body.id)
      .execute();
    expect(edges.length).toBe(2);
    const same = await desk.post({ ...choice, rejected_id: a });
    expect(same.body.error).toMatchObject({ param: 'rejected_id', type: 'invalid_request_error' });
  });

  test('names the field and the remedy of bad input', async () => {
    const answer = await desk.answer('Hm?', 'Hm.');
    const cases: [unknown, string, RegExp][] = [
      [{ completion_id: answer, kind: 'thumb', value: 'yes' }, 'value', /"up" or "down"/],
      [{ completion_id: answer, kind: 'like' }, 'kind', /thumb, choice/],
      [{ completion_id: 'abc', kind: 'thumb', value: 'up' }, 'completion_id', /chatcmpl-/],
      [{ completion_id: answer, kind: 'correction' }, 'corrected_text', /text/],
      [{ completion_id: answer, kind: 'edit', corrected_text: 'a\0b' }, 'corrected_text', /NUL/],
      [{ completion_id: answer, kind: 'rating', value: 500 }, 'value', /100/],
      [{ completion_id: answer, kind: 'thumb', value: 'up', valeu: 1 }, 'valeu', /no such field/],
    ];
    for (const [body, param, message] of cases) {
      const sent = await desk.post(body);
      expect(sent).toMatchObject({ status: 400, body: { error: { param } } });
      expect(sent.body.error.message).toMatch(message);
    }
    expect((await desk.post('{')).body.error.code).toBe('invalid_json');
    const long = await desk.post({
      completion_id: answer,
      kind: 'edit',
      corrected_text: 'x'.repeat(600_000),
    });
    expect(long).toMatchObject({ status: 413, body: { error: { code: 'body_too_large' } } });
  });
});

describe('the key of a page', () => {
  test('answers of another project look like answers that do not exist', async () => {
    const elsewhere = await desk.answer('Secret?', 'Yes.', await desk.services.newProject());
    const thumb = { kind: 'thumb', value: 'up' };
    const theirs = await desk.post({ ...thumb, completion_id: elsewhere });
    const nobodys = await desk.post({ ...thumb, completion_id: `chatcmpl-${'0'.repeat(32)}` });
    expect(theirs.status).toBe(404);
    expect(theirs.body.error.message.replace(elsewhere, '')).toBe(
      nobodys.body.error.message.replace(`chatcmpl-${'0'.repeat(32)}`, ''),
    );
  });

  test('without the right there is nothing, and pages of any origin may ask', async () => {
    const answer = await desk.answer('Hm?', 'Hm.');
    const body = { completion_id: answer, kind: 'thumb', value: 'up' };
    const chatOnly = await desk.keyOf(desk.project, ['chat']);
    expect((await desk.post(body, { authorization: `Bearer ${chatOnly}` })).status).toBe(403);
    expect((await desk.post(body, { authorization: 'Bearer no' })).status).toBe(401);
    expect((await desk.post(body)).headers.get('access-control-allow-origin')).toBe('*');
    const asked = await desk.gateway.request('/v1/feedback', {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    });
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toContain('authorization');
  });
});
