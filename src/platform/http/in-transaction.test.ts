import { implement } from '@orpc/server';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import type { Actor } from '#platform/auth/actor.ts';
import { endpoint, projectRef } from './contract.ts';
import { AttuneError } from './attune-error.ts';
import { guard, type IncomingContext } from './implement-contract.ts';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';

const contract = {
  add: endpoint('data.write', 'POST', '/projects/{project}/things', 'Add')
    .input(projectRef.extend({ value: z.string() }))
    .output(z.object({ at: z.date(), value: z.string() })),
  open: endpoint('public', 'GET', '/open', 'Open').output(z.string()),
};
const api = implement(contract).$context<IncomingContext>().use(guard);
const router = api.router({
  add: api.add.handler(async ({ context, input }) => {
    await context.db
      .insertInto('setting')
      .values({ key: `${input.value}-${Math.random()}`, value: '1' })
      .execute();
    if (input.value === 'bad') throw new AttuneError('bad', 'bad');
    return { at: new Date(), value: input.value };
  }),
  open: api.open.handler(() => 'ok'),
});

let services: TestServices;
let project: string;
beforeAll(async () => {
  services = await createTestServices();
  project = await services.newProject();
});
const settings = async () => (await services.db.selectFrom('setting').selectAll().execute()).length;

describe('a write endpoint', () => {
  test('repeated with its Idempotency-Key answers the same and acts once', async () => {
    const caller = services.callerOf(router, services.owner, 'key-1');
    const before = await settings();
    const [first, second] = await Promise.all([
      caller.add({ project, value: 'a' }),
      caller.add({ project, value: 'a' }),
    ]);
    expect(second).toEqual(first);
    expect(await settings()).toBe(before + 1);
    await expect(caller.add({ project, value: 'b' })).rejects.toMatchObject({
      code: 'idempotency_key_reused',
    });
  });

  test('that fails leaves nothing behind', async () => {
    const before = await settings();
    await expect(services.callerOf(router).add({ project, value: 'bad' })).rejects.toMatchObject({
      code: 'bad',
    });
    expect(await settings()).toBe(before);
  });
});

describe('the access rule', () => {
  const stranger: Actor = {
    ref: 'user:x',
    userId: 'x',
    keyId: null,
    organizationRole: 'member',
    projectRoles: new Map(),
    scopes: null,
    projectId: null,
  };
  test('hides a project from who is no member, and refuses a role without the right', async () => {
    await expect(services.callerOf(router, stranger).add({ project, value: 'a' })).rejects.toMatchObject({
      code: 'not_found',
    });
    const annotator = { ...stranger, projectRoles: new Map([[project, 'annotator' as const]]) };
    await expect(services.callerOf(router, annotator).add({ project, value: 'a' })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const engineer = { ...stranger, projectRoles: new Map([[project, 'engineer' as const]]) };
    expect(await services.callerOf(router, engineer).add({ project, value: 'a' })).toMatchObject({
      value: 'a',
    });
  });
});
