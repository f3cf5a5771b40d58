import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract, createRouter } from '#apps/server/program.ts';
import type { Actor } from '#platform/auth/actor.ts';
import { permissions } from '#platform/auth/permissions.ts';
import { newId } from '#platform/database/new-id.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { callRoute, type Outcome } from './call-route.ts';
import { digestTables } from './digest-tables.ts';
import { type Filled, fillProject } from './fill-project.ts';
import { listIdFields, listRoutes, type Route } from './list-routes.ts';
import { installation, type OpenServer, openServer } from './open-server.ts';
import { type Example, furtherExamples, projectExamples, sharedIdFields } from './route-examples.ts';

const routes = listRoutes(contract);
const inProject = routes.filter(route => route.path.includes('{project}'));
const routeOf = (name: string): Route => routes.find(route => route.name === name)!;
const examples: [string, Example][] = [...Object.entries(projectExamples), ...furtherExamples];

let services: TestServices;
let server: OpenServer;
let mine: Filled;
let theirs: Filled;

beforeAll(async () => {
  services = await createTestServices();
  const baseId = newId();
  await services.pool.query(
    `insert into base_model (id, slug, name, path, digest, architecture, parameters, context_tokens, license, origin)
     values ($1, 'base', 'Base', 'p', 'd', 'LlamaForCausalLM', 1, 64, 'apache-2.0', 'starter')`,
    [baseId],
  );
  mine = await fillProject(services, baseId, { slug: 'alpha', number: 11 });
  theirs = await fillProject(services, baseId, { slug: 'bravo', number: 77 });
  server = await openServer(services);
});
afterAll(() => server?.close());

/** Everybody who may do everything, or much, in the first project and nothing in the second. */
const insiders = (): [string, Actor][] => {
  const nobody = { keyId: null, userId: null, organizationRole: null, projectRoles: new Map(), scopes: null };
  const roles = (role: 'engineer' | 'manager') => new Map([[mine.project, role]]);
  const person = { ...nobody, ref: `user:${mine.member}`, userId: mine.member, projectId: null };
  return [
    ['an engineer', { ...person, organizationRole: 'member', projectRoles: roles('engineer') }],
    ['a manager', { ...person, organizationRole: 'member', projectRoles: roles('manager') }],
    [
      'an application',
      { ...nobody, ref: 'key:k', keyId: mine.key, scopes: permissions, projectId: mine.project },
    ],
    [
      'a key of the owner for this project',
      { ...services.owner, keyId: mine.key, scopes: ['all'], projectId: mine.project },
    ],
  ];
};

const router = createRouter(installation);
const call = (name: string, actor: Actor, input: unknown): Promise<Outcome> =>
  callRoute(services.callerOf(router, actor), name, input);

/** The same input with one value after another taken from the other project. People belong to the installation. */
function swaps(example: Example): Record<string, unknown>[] {
  const pairs = Object.keys(mine)
    .filter(key => !['project', 'slug', 'member'].includes(key))
    .map(key => [mine[key as keyof Filled], theirs[key as keyof Filled]] as const);
  const input = example(mine);
  return pairs.flatMap(([from, to]) =>
    [
      [from, to],
      [String(from), String(to)],
      [`end_user:${from}`, `end_user:${to}`],
      [`desk-${mine.slug}`, `desk-${theirs.slug}`],
    ]
      .map(([a, b]) => replace(input, a, b) as Record<string, unknown>)
      .filter(swapped => !isDeepStrictEqual(swapped, input)),
  );
}

function replace(value: unknown, from: unknown, to: unknown): unknown {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map(each => replace(each, from, to));
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replace(each, from, to)]));
  return value;
}

/** Does an answer say more of the other project than was asked with? */
function leaks(outcome: Outcome, input: unknown): boolean {
  const asked = JSON.stringify(input);
  const said = JSON.stringify(outcome);
  return [theirs.marker, theirs.digest].some(text => said.includes(text) && !asked.includes(text));
}

describe('the matrix', () => {
  test('knows every route of a project, and every field of it that names an object', () => {
    expect(Object.keys(projectExamples).sort()).toEqual(inProject.map(route => route.name).sort());
    for (const { name, input } of inProject) {
      const given = projectExamples[name]!(mine);
      for (const field of listIdFields(input).filter(each => !sharedIdFields.includes(each)))
        expect({ name, field, isThere: has(given, field.split('.')) }).toEqual({
          name,
          field,
          isThere: true,
        });
      expect({ name, fault: input!.safeParse(given).error?.message }).toEqual({ name, fault: undefined });
    }
  });

  test('of routes beside projects holds none that takes a project’s object', () => {
    const beside = routes.filter(route => !route.path.includes('{project}'));
    expect(beside.filter(route => listIdFields(route.input).length > 0).map(route => route.name)).toEqual([
      'system.keys.revoke',
      'system.keys.own.revoke',
    ]);
  });
});

describe('who belongs to one project', () => {
  let untouched: Record<string, string> | undefined;
  test.each(examples)('gets nothing of another by %s, and changes nothing there', async (name, example) => {
    untouched ??= await digestTables(services.pool);
    for (const [who, actor] of insiders()) {
      expect({ who, ...(await call(name, actor, example(theirs))) }).toMatchObject({
        who,
        code: 'not_found',
      });
      for (const input of swaps(example)) {
        const outcome = await call(name, actor, input);
        expect({ who, input, leaks: leaks(outcome, input) }).toEqual({ who, input, leaks: false });
        const isRefused =
          outcome.code !== undefined && outcome.code !== 'BAD_REQUEST' && outcome.status! < 500;
        const isNothing = isDeepStrictEqual(outcome, { value: { removed: false } });
        const isRead = routeOf(name).method === 'GET' && outcome.code === undefined;
        expect({ who, input, outcome, fine: isRefused || isRead || isNothing }).toMatchObject({ fine: true });
      }
    }
    expect(await digestTables(services.pool)).toEqual(untouched);
  });
});

describe('the gateway', () => {
  test('answers, lists and takes feedback inside the key’s project only', async () => {
    const key = await server.keyOf({ projectId: mine.project, scopes: [...permissions] });
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const before = await digestTables(services.pool);
    for (const model of [
      `desk-${theirs.slug}`,
      `bravo/desk-${theirs.slug}`,
      theirs.marker,
      `bravo/${theirs.marker}`,
    ]) {
      const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'Hi' }] });
      const answer = await server.knock({ method: 'POST', path: '/v1/chat/completions', headers, body });
      expect({ model, status: answer.status }).toEqual({ model, status: 404 });
      expect((await server.knock({ path: `/v1/models/${encodeURIComponent(model)}`, headers })).status).toBe(
        404,
      );
    }
    expect((await server.knock({ path: '/v1/models', headers })).text).not.toContain('bravo');
    const body = JSON.stringify({ completion_id: theirs.completion, kind: 'thumb', value: 'up' });
    const feedback = await server.knock({ method: 'POST', path: '/v1/feedback', headers, body });
    expect(feedback.status).toBe(404);
    const after = await digestTables(services.pool);
    expect({ ...after, api_key: '' }).toEqual({ ...before, api_key: '' });
  });
});

describe('the same calls on one’s own project', () => {
  const order = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
  const sorted = [...examples].sort(
    ([a], [b]) => order.indexOf(routeOf(a).method) - order.indexOf(routeOf(b).method),
  );
  test.each(sorted)('find their objects: %s, and nothing of the other project', async (name, example) => {
    const [, actor] = insiders()[3]!;
    const outcome = await call(name, actor, example(mine));
    const { code, message } = outcome;
    expect({
      message,
      refused: ['not_found', 'not_allowed', 'BAD_REQUEST'].includes(code ?? ''),
    }).toMatchObject({ refused: false });
    const text = JSON.stringify(outcome);
    for (const key of Object.keys(theirs).filter(each => !['number'].includes(each)))
      expect({ name, key, has: text.includes(String(theirs[key as keyof Filled])) }).toEqual({
        name,
        key,
        has: false,
      });
  });
});

describe('a file of the store', () => {
  test('is not there for who knows its digest only; who sends its bytes may use it', async () => {
    const wish = {
      project: mine.slug,
      sourceId: mine.source,
      fileDigest: theirs.digest,
      fileName: 'f.jsonl',
    };
    const [, engineer] = insiders()[0]!;
    expect(await call('data.imports.create', engineer, wish)).toMatchObject({ code: 'not_found' });
    const file = {
      name: 'steal',
      project: { slug: 'charlie' },
      sources: [{ name: 's', origin: 'own', files: [{ path: 'f.jsonl' }] }],
      dataset: { name: 'd' },
      run: { name: 'r', base: 'base' },
    };
    const loop = await call('loop.runs.start', services.owner, {
      file,
      digests: { 'f.jsonl': theirs.digest },
    });
    expect(loop).toMatchObject({ code: 'file_not_sent' });
    const key = await server.keyOf({ projectId: mine.project, scopes: ['data.write'] });
    const send = (path: string, body: string, more: Record<string, string> = {}) =>
      server.knock({
        method: 'POST',
        path: `/api/v1${path}`,
        headers: { authorization: `Bearer ${key}`, ...more },
        body,
      });
    const importIt = () =>
      send(`/projects/${mine.slug}/imports`, JSON.stringify(wish), { 'content-type': 'application/json' });
    expect(await importIt()).toMatchObject({ status: 404 });
    const bytes = `{"messages":[{"role":"user","content":"${theirs.marker}"}]}\n`;
    expect(await send('/artifacts', bytes)).toMatchObject({ status: 201, json: { digest: theirs.digest } });
    expect(await importIt()).toMatchObject({ status: 200 });
  });
});

function has(value: unknown, path: string[]): boolean {
  const [part, ...rest] = path;
  if (part === undefined) return value !== undefined;
  if (part === '*') return Object.values(value as object).some(each => has(each, rest));
  return value !== null && typeof value === 'object' && part in value && has((value as never)[part], rest);
}
