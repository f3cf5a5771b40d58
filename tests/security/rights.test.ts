import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createActorFinder } from '#platform/auth/find-actor.ts';
import { followRights } from '#platform/auth/rights-bell.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { type OpenServer, openServer } from './open-server.ts';

let services: TestServices;
let server: OpenServer;
let owner: string;
let project: string;

beforeAll(async () => {
  services = await createTestServices();
  server = await openServer(services);
  owner = `Bearer ${await server.keyOf({ userId: services.owner.userId, scopes: ['all'] })}`;
  project = await services.newProject('desk');
});
afterAll(() => server?.close());

const us = 'http://127.0.0.1:1';
type Body = Record<string, unknown> | undefined;
const call = async (
  who: string,
  method: string,
  path: string,
  body?: Body,
  more: Record<string, string> = {},
) => {
  const by = who.startsWith('Bearer') ? { authorization: who } : { cookie: who, origin: us };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const headers: Record<string, string> = Object.assign({}, by, type, more);
  const wish = { method, path: `/api/v1${path}`, headers };
  const answer = await server.knock(body === undefined ? wish : { ...wish, body: JSON.stringify(body) });
  return { status: answer.status, json: answer.json as unknown };
};
const me = async (who: string) => (await call(who, 'GET', '/system/me')).status;

let people = 0;
async function invite(role: 'owner' | 'admin' | 'member' = 'member', projectRole?: string) {
  const email = `person-${++people}@x.example`;
  const projects = projectRole ? [{ project: 'desk', role: projectRole }] : [];
  const wish = { email, name: `Person ${people}`, organizationRole: role, projects };
  const { json } = await call(owner, 'POST', '/members', wish);
  const { userId, link } = json as { userId: string; link: { url: string } };
  const opened = await server.knock({ path: link.url.slice(us.length) });
  const cookie = (opened.headers['set-cookie'] ?? []).map(each => each.split(';')[0]).join('; ');
  return { userId, email, cookie, link: link.url };
}

describe('an invitation', () => {
  test('makes a person with roles, who comes in by its link and is listed', async () => {
    const { userId, cookie, email } = await invite('member', 'engineer');
    expect(await me(cookie)).toBe(200);
    expect((await call(cookie, 'GET', '/projects/desk/brief')).status).toBe(200);
    const { items } = (await call(owner, 'GET', '/members')).json as { items: { userId: string }[] };
    expect(items.find(item => item.userId === userId)).toMatchObject({
      email,
      organizationRole: 'member',
      projects: [{ slug: 'desk', role: 'engineer' }],
      hasPassword: false,
    });
    const again = await call(owner, 'POST', '/members', { email, name: 'Again' });
    expect(again).toMatchObject({ status: 409, json: { code: 'already_member' } });
  });

  test('is made by owner and admin alone, and only an owner makes or touches an owner', async () => {
    const engineer = await invite('member', 'engineer');
    const admin = await invite('admin');
    const wish = { email: 'mallory@x.example', name: 'Mallory', organizationRole: 'owner' };
    expect(
      (await call(engineer.cookie, 'POST', '/members', { ...wish, organizationRole: 'member' })).status,
    ).toBe(403);
    expect(await call(admin.cookie, 'POST', '/members', wish)).toMatchObject({
      json: { code: 'owners_only' },
    });
    const ownerId = services.owner.userId!;
    for (const [method, path, body] of [
      ['PATCH', `/members/${ownerId}`, { organizationRole: 'member' }],
      ['PATCH', `/members/${admin.userId}`, { organizationRole: 'owner' }],
      ['DELETE', `/members/${ownerId}`, undefined],
      ['POST', `/members/${ownerId}/links`, undefined],
    ] as const)
      expect(await call(admin.cookie, method, path, body)).toMatchObject({ json: { code: 'owners_only' } });
  });
});

describe('the last owner', () => {
  test('can neither step down nor leave, and of two who try at once one stays', async () => {
    const ownerId = services.owner.userId!;
    const down = { organizationRole: 'member' };
    expect((await call(owner, 'PATCH', `/members/${ownerId}`, down)).json).toMatchObject({
      code: 'last_owner',
    });
    expect((await call(owner, 'DELETE', `/members/${ownerId}`)).json).toMatchObject({ code: 'last_owner' });
    const second = await invite('owner');
    const outcomes = await Promise.all([
      call(owner, 'DELETE', `/members/${second.userId}`),
      call(second.cookie, 'PATCH', `/members/${second.userId}`, down),
      call(second.cookie, 'DELETE', `/members/${ownerId}`),
    ]);
    const { rows } = await services.pool.query(`select "userId" from member where role = 'owner'`);
    expect(rows).toHaveLength(1);
    expect(outcomes.filter(each => each.status === 200).length).toBeGreaterThan(0);
    if (rows[0].userId !== ownerId)
      await services.pool.query(
        `insert into member (id, "organizationId", "userId", role, "createdAt")
        select 'back', id, $1, 'owner', now() from organization`,
        [ownerId],
      );
    owner = `Bearer ${await server.keyOf({ userId: ownerId, scopes: ['all'] })}`;
  });
});

describe('a change of role', () => {
  test('ends the sessions, and keys carry the new role from the next request on', async () => {
    const person = await invite('admin');
    const key = `Bearer ${await server.keyOf({ userId: person.userId, scopes: ['all'] })}`;
    expect([await me(person.cookie), (await call(key, 'GET', '/keys')).status]).toEqual([200, 200]);
    await call(owner, 'PATCH', `/members/${person.userId}`, { organizationRole: 'member' });
    expect([await me(person.cookie), (await call(key, 'GET', '/keys')).status]).toEqual([401, 403]);
  });

  test('in a project does the same', async () => {
    const person = await invite('member', 'engineer');
    const key = `Bearer ${await server.keyOf({ userId: person.userId, scopes: ['all'] })}`;
    const read = () => call(key, 'GET', '/projects/desk/sources');
    expect([await me(person.cookie), (await read()).status]).toEqual([200, 200]);
    await call(owner, 'PUT', `/projects/desk/members/${person.userId}`, { role: 'annotator' });
    expect([await me(person.cookie), (await read()).status]).toEqual([401, 403]);
  });
});

describe('who is taken out', () => {
  test('of the installation loses sessions, links, keys and projects at once, and does not come back in', async () => {
    const person = await invite('member', 'engineer');
    await call(person.cookie, 'POST', '/system/password', { newPassword: 'correct horse battery' });
    const key = `Bearer ${await server.keyOf({ userId: person.userId, scopes: ['all'] })}`;
    const { url } = (await call(owner, 'POST', `/members/${person.userId}/links`)).json as { url: string };
    expect([await me(person.cookie), await me(key)]).toEqual([200, 200]);
    expect((await call(owner, 'DELETE', `/members/${person.userId}`)).json).toEqual({
      removed: true,
      keysRevoked: 1,
    });
    expect([await me(person.cookie), await me(key)]).toEqual([401, 401]);
    expect((await server.knock({ path: url.slice(us.length) })).headers['set-cookie']).toBeUndefined();
    const signIn = await server.knock({
      method: 'POST',
      path: '/auth/sign-in/email',
      headers: { 'content-type': 'application/json', origin: us },
      body: JSON.stringify({ email: person.email, password: 'correct horse battery' }),
    });
    expect(signIn.status).toBeGreaterThanOrEqual(400);
    expect(signIn.headers['set-cookie']?.join() ?? '').not.toMatch(/session_token=[^;]/);
    await call(owner, 'POST', '/members', { email: person.email, name: 'Back again' });
    const { items } = (await call(owner, 'GET', '/members')).json as { items: object[] };
    expect(items).toContainEqual(
      expect.objectContaining({ userId: person.userId, hasPassword: false, projects: [] }),
    );
  });

  test('of a project loses it, with the keys that were made for it', async () => {
    const person = await invite('member', 'engineer');
    const bound = `Bearer ${await server.keyOf({ userId: person.userId, projectId: project, scopes: ['all'] })}`;
    expect(await me(bound)).toBe(200);
    await call(owner, 'DELETE', `/projects/desk/members/${person.userId}`);
    expect([await me(person.cookie), await me(bound)]).toEqual([401, 401]);
  });

  test('has an open event stream end', async () => {
    const person = await invite('member', 'engineer');
    const key = await server.keyOf({ userId: person.userId, scopes: ['all'] });
    const response = await fetch(`http://127.0.0.1:${server.port}/api/v1/projects/desk/events?after=0`, {
      headers: { authorization: `Bearer ${key}`, accept: 'text/event-stream' },
    });
    const reader = response.body!.getReader();
    await call(owner, 'PUT', '/projects/desk/brief', { brief: { reason: 'tone', problem: 'p' }, version: 0 });
    let heard = '';
    while (!heard.includes('brief.changed'))
      heard += Buffer.from((await reader.read()).value ?? []).toString();
    await call(owner, 'DELETE', `/members/${person.userId}`);
    await new Promise(resolve => setTimeout(resolve, 1_100));
    await call(owner, 'PATCH', '/projects/desk', { version: 1, name: 'A secret name' });
    let after = '';
    for (let piece = await reader.read(); !piece.done; piece = await reader.read())
      after += Buffer.from(piece.value).toString();
    expect(after).not.toContain('project.changed');
    expect(after).toContain('not_signed_in');
  });
});

describe('a key', () => {
  test('is shown once: not in lists, not in the database, not by repeating the request', async () => {
    const wish = { name: 'shop', project: 'desk', scopes: ['chat'] };
    const once = { 'idempotency-key': 'make-shop-key' };
    const first = await call(owner, 'POST', '/keys', wish, once);
    const { key, id, prefix } = first.json as { key: string; id: string; prefix: string };
    expect(key.startsWith(prefix)).toBe(true);
    expect(prefix.length).toBeLessThan(key.length / 2);
    expect(await call(owner, 'POST', '/keys', wish, once)).toMatchObject({
      status: 409,
      json: { code: 'shown_once' },
    });
    const tables = await services.pool.query(
      `select query_to_xml('select * from idempotency', true, false, '')::text || query_to_xml('select * from api_key', true, false, '')::text as all`,
    );
    expect(tables.rows[0].all).toContain(id);
    expect(tables.rows[0].all).not.toContain(key);
    expect(JSON.stringify((await call(owner, 'GET', '/keys')).json)).not.toContain(key);
  });

  test('ends with its revocation: here before the answer goes out, in another process within a second', async () => {
    const made = (await call(owner, 'POST', '/keys', { name: 'brief', project: 'desk', scopes: ['chat'] }))
      .json;
    const { key, id } = made as { key: string; id: string };
    const elsewhere = createActorFinder(services.db, services.signIn, services.secret);
    const stop = new AbortController();
    void followRights(services.bell, elsewhere.forget, stop.signal);
    const headers = new Headers({ authorization: `Bearer ${key}` });
    expect([await me(`Bearer ${key}`), await elsewhere(headers)]).toMatchObject([200, { keyId: id }]);
    expect((await call(owner, 'DELETE', `/keys/${id}`)).json).toEqual({ revoked: true });
    expect(await me(`Bearer ${key}`)).toBe(401);
    const startMs = performance.now();
    while ((await elsewhere(headers)) && performance.now() - startMs < 1_000)
      await new Promise(resolve => setTimeout(resolve, 5));
    stop.abort();
    expect(performance.now() - startMs).toBeLessThan(1_000);
    expect((await call(owner, 'DELETE', `/keys/${id}`)).json).toEqual({ revoked: false });
  });

  test('that was being looked up while it was revoked is not remembered', async () => {
    const key = await server.keyOf({ userId: services.owner.userId, scopes: ['all'] });
    const find = createActorFinder(services.db, services.signIn, services.secret);
    const headers = new Headers({ authorization: `Bearer ${key}` });
    const underWay = find(headers);
    find.forget();
    await underWay;
    await services.db
      .updateTable('apiKey')
      .set({ revokedAt: new Date() })
      .where('prefix', '=', key.slice(0, 13))
      .execute();
    expect(await find(headers)).toBeUndefined();
  });

  test('expires', async () => {
    const made = await call(owner, 'POST', '/keys', {
      name: 'short',
      project: 'desk',
      scopes: ['chat'],
      expiresInDays: 1,
    });
    const { key, id } = made.json as { key: string; id: string };
    expect(await me(`Bearer ${key}`)).toBe(200);
    services.findActor.forget();
    await services.pool.query(`update api_key set expires_at = now() - interval '1 second' where id = $1`, [
      id,
    ]);
    expect(await me(`Bearer ${key}`)).toBe(401);
  });

  test('of a person is made and ended by themselves, and no limited key makes another', async () => {
    const person = await invite('member', 'engineer');
    const made = await call(person.cookie, 'POST', '/keys/own', { name: 'laptop', expiresInDays: 30 });
    const { key, id } = made.json as { key: string; id: string };
    expect((await call(`Bearer ${key}`, 'GET', '/projects/desk/sources')).status).toBe(200);
    const other = await invite('member', 'engineer');
    expect((await call(other.cookie, 'DELETE', `/keys/own/${id}`)).json).toEqual({ revoked: false });
    for (const limits of [{ scopes: ['data.read'] }, { projectId: project, scopes: ['all'] }] as const) {
      const limited = await server.keyOf({ userId: person.userId, ...limits } as never);
      expect((await call(`Bearer ${limited}`, 'POST', '/keys/own', { name: 'more' })).status).toBe(403);
    }
    expect((await call(person.cookie, 'DELETE', `/keys/own/${id}`)).json).toEqual({ revoked: true });
    expect(await me(`Bearer ${key}`)).toBe(401);
  });

  test('of an administrator that is bound to a project administers nothing', async () => {
    const bound = await server.keyOf({ userId: services.owner.userId, projectId: project, scopes: ['all'] });
    expect((await call(`Bearer ${bound}`, 'GET', '/system/me')).json).toMatchObject({ person: null });
    for (const path of ['/keys', '/members', '/audit', '/system/status'])
      expect((await call(`Bearer ${bound}`, 'GET', path)).status).toBe(403);
  });
});

describe('the trail', () => {
  test('names every one of these changes, newest first, page by page', async () => {
    const seen: { action: string; id: string }[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: { items: typeof seen; next: string | null } = (
        await call(owner, 'GET', `/audit?limit=7${after ? `&after=${after}` : ''}`)
      ).json as never;
      seen.push(...page.items);
      after = page.next;
    }
    const all = await services.db.selectFrom('audit').select('id').orderBy('id', 'desc').execute();
    expect(seen.map(each => each.id)).toEqual(all.map(each => each.id));
    const actions = new Set(seen.map(each => each.action));
    for (const action of [
      'member.invite',
      'member.update',
      'member.remove',
      'member.link',
      'member.put',
      'key.create',
      'key.revoke',
      'password.set',
      'sign_in',
    ])
      expect(actions).toContain(action);
  });

  test('cannot be changed or shortened, not even by SQL', async () => {
    for (const statement of ["update audit set actor = 'x'", 'delete from audit', 'truncate audit'])
      await expect(services.pool.query(statement)).rejects.toThrow(/append-only/);
  });
});
