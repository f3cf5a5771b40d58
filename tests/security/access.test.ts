import { Hono } from 'hono';
import { beforeAll, describe, expect, test } from 'vitest';
import { contract, createGateways, createRouter } from '#apps/server/program.ts';
import type { Actor } from '#platform/auth/actor.ts';
import { type Access, permissions, type ProjectRole } from '#platform/auth/permissions.ts';
import { createSignInDoor } from '#platform/auth/sign-in-door.ts';
import { createApi } from '#platform/http/api-handler.ts';
import { createUpload } from '#platform/storage/upload-artifact.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { callRoute } from './call-route.ts';
import { drawRouteTable, rawRoutes, readRouteTable } from './draw-route-table.ts';
import { listRoutes, type Route } from './list-routes.ts';
import { installation } from './open-server.ts';

const routes = listRoutes(contract);
const everybody: Access[] = ['public'];
const known: Access[] = [...everybody, 'signed-in'];
const person: Access[] = [...known, 'person'];
const building: Access[] = [
  'project.read',
  'data.read',
  'data.write',
  'labeling.read',
  'label',
  'models.read',
  'models.read anywhere',
  'tuning.read',
  'evaluation.read',
  'evaluation.write',
  'vote',
  'serving.read',
  'serving.write',
  'calls.read',
  'chat',
  'feedback.write',
  'feedback.review',
  'lineage.read',
  'loop.write',
];

/** Written out, not computed: a change of `permissions.ts` has to be made here as well, by somebody who means it. */
const rights: Record<'nobody' | 'outsider' | ProjectRole, Access[]> = {
  nobody: everybody,
  outsider: person,
  annotator: [...person, 'vote', 'label'],
  agent: person,
  engineer: [...person, ...building, 'models.write', 'tuning.write'],
  manager: [...person, ...building, 'project.write'],
};
const all = [...new Set(routes.map(route => route.access!))];

let services: TestServices;
let project: string;
let client: (actor: Actor | undefined) => unknown;

beforeAll(async () => {
  services = await createTestServices();
  project = await services.newProject('desk');
  await services.pool.query(`
    insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt") values ('u', 'U', 'u@x.example', true, now(), now());
    insert into member (id, "organizationId", "userId", role, "createdAt") select 'm', id, 'u', 'member', now() from organization`);
  const router = createRouter(installation);
  client = actor => services.callerOf(router, actor === undefined ? (null as never) : actor);
});

const base = {
  keyId: null,
  organizationRole: 'member',
  projectRoles: new Map(),
  scopes: null,
  projectId: null,
} as const;
const member = (role?: ProjectRole): Actor => ({
  ...base,
  ref: 'user:u',
  userId: 'u',
  projectRoles: new Map(role ? [[project, role]] : []),
});
const application = (scope: (typeof permissions)[number]): Actor => ({
  ...base,
  ref: 'key:k',
  userId: null,
  keyId: 'k',
  organizationRole: null,
  scopes: [scope],
  projectId: project,
});

/** Denied before anything of the input is looked at: the rule comes first. */
async function mayCall(actor: Actor | undefined, route: Route): Promise<boolean> {
  const { code } = await callRoute(client(actor), route.name, { project: 'desk' });
  return !['not_signed_in', 'not_allowed', 'not_found'].includes(code ?? '');
}

async function reach(actor: Actor | undefined): Promise<string[]> {
  const reached: string[] = [];
  for (const route of routes) if (await mayCall(actor, route)) reached.push(route.name);
  return reached;
}
const named = (allowed: readonly string[]) =>
  routes.filter(route => allowed.includes(route.access!)).map(r => r.name);

test('every route names its rule, and the rule is known', () => {
  const rules = new Set<string>(['public', 'signed-in', 'person', 'organization', ...permissions]);
  for (const permission of permissions) rules.add(`${permission} anywhere`);
  expect(routes.filter(route => !route.access || !rules.has(route.access)).map(route => route.name)).toEqual(
    [],
  );
  expect(routes.length).toBeGreaterThan(80);
});

test('public is the health of the server, how one signs in and the shape of a loop file, nothing else', () => {
  expect(routes.filter(route => route.access === 'public').map(route => route.name)).toEqual([
    'system.health',
    'system.signInWays',
    'loop.runs.schema',
  ]);
});

test('a rule of a project stands exactly at the routes of a project', () => {
  for (const { name, access, path } of routes)
    expect({ name, has: path.includes('{project}') }).toEqual({
      name,
      has: permissions.some(each => each === access),
    });
});

describe('the rule decides', () => {
  test.each(Object.keys(rights) as (keyof typeof rights)[])('for %s', async who => {
    const actor = who === 'nobody' ? undefined : member(who === 'outsider' ? undefined : who);
    expect(await reach(actor)).toEqual(named(rights[who]));
  });

  test.each(['owner', 'admin'] as const)('for %s', async organizationRole => {
    expect(await reach({ ...member(), organizationRole })).toEqual(named(all));
  });

  test.each(permissions)('for an application with the scope %s', async scope => {
    expect(await reach(application(scope))).toEqual(named([...known, scope, `${scope} anywhere`]));
  });

  test('for a key of a person: their rights cut by its scopes and its project', async () => {
    const key = { ...member('engineer'), keyId: 'k' };
    expect(await reach({ ...key, scopes: ['data.read'] })).toEqual(named([...known, 'data.read']));
    expect(await reach({ ...key, scopes: ['project.write'] })).toEqual(named(known));
    expect(await reach({ ...key, scopes: ['all'], projectId: 'another' })).toEqual(named(known));
    const owner = {
      ...member(),
      organizationRole: 'owner',
      keyId: 'k',
      scopes: ['all'],
      projectId: project,
    } as const;
    expect(await reach(owner)).toEqual(named([...known, ...permissions, 'models.read anywhere']));
  });
});

test('an application that only sends feedback reads nothing, not even names', async () => {
  const outcome = await callRoute(client(application('feedback.write')), 'need.projects.list', undefined);
  expect(outcome).toEqual({ value: { items: [] } });
  const annotator = await callRoute(client(member('annotator')), 'need.projects.list', undefined);
  expect(JSON.stringify(annotator)).not.toContain('systemPrompt');
});

test('beside the contract stand the raw routes of the table and no other', () => {
  const app = new Hono();
  for (const gateway of createGateways(services)) app.route('/', gateway);
  app.route('/', createSignInDoor(services));
  app.route('/', createUpload(services));
  app.route('/', createApi(services, createRouter(installation), contract, 'test'));
  const there = new Set(app.routes.map(({ method, path }) => `${method} ${path}`));
  const told = new Set(rawRoutes.flatMap(route => route.served));
  expect([...there].sort()).toEqual([...told].sort());
});

test('docs/security.md shows every route with its rule as it is (node tests/security/write-route-table.ts writes it)', async () => {
  expect(readRouteTable()).toBe(await drawRouteTable(routes));
});
