import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#platform/auth/actor.ts';
import { guardedLookup } from '#platform/http/guarded-lookup.ts';
import { judgeAddress } from '#platform/http/judge-address.ts';
import { modelsRouter } from '#stages/models/index.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';

let services: TestServices;
let project: string;
let engineer: Actor;
let server: Server;
let local: string;
let seen: { url?: string; authorization?: string }[] = [];

beforeAll(async () => {
  services = await createTestServices();
  project = await services.newProject();
  engineer = {
    ref: 'user:e',
    userId: 'e',
    keyId: null,
    organizationRole: 'member',
    projectRoles: new Map([[project, 'engineer' as const]]),
    scopes: null,
    projectId: null,
  };
  server = createServer((request, response) => {
    seen.push({ url: request.url, authorization: request.headers.authorization });
    if (request.url?.startsWith('/redirect'))
      return void response.writeHead(307, { location: `${local}/elsewhere/chat/completions` }).end();
    return void response.writeHead(500).end(`unknown key ${request.headers.authorization}`);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server?.close());

const connections = (who: Actor = services.owner) => services.callerOf(modelsRouter, who).connections;
let names = 0;
const make = (baseUrl: string, who?: Actor, secret?: string) =>
  connections(who).create({ project, name: `c${++names}`, baseUrl, model: 'm', secret });

describe('an address', () => {
  test.each([
    [
      'forbidden',
      '169.254.169.254 169.254.0.1 fe80::1 ::ffff:169.254.169.254 ::ffff:a9fe:a9fe 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 100.100.100.200 168.63.129.16 fd00:ec2::254 0.0.0.0 :: 224.0.0.1 255.255.255.255 fe80::1%eth0 ::169.254.169.254 nonsense',
    ],
    [
      'private',
      '127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 ::1 fd12::1 ::ffff:10.0.0.1 2002:0a00:0001::1 64:ff9b::7f00:1',
    ],
    ['public', '1.1.1.1 172.32.0.1 192.169.0.1 2606:4700::1111 64:ff9b::101:101 ::ffff:8.8.8.8'],
  ] as const)('is %s', (kind, addresses) => {
    for (const address of addresses.split(' '))
      expect([address, judgeAddress(address)]).toEqual([address, kind]);
  });

  test('is judged when the name is resolved for the socket, every one of them', async () => {
    const known: Record<string, string[]> = {
      rebound: ['1.1.1.1', '169.254.169.254'],
      inside: ['10.0.0.1'],
      out: ['1.1.1.1'],
    };
    const resolve = ((name: string, _options: object, done: (error: null, all: object[]) => void) =>
      done(
        null,
        known[name]!.map(address => ({ address, family: 4 })),
      )) as never;
    const look = (reach: 'public' | 'private', name: string) =>
      new Promise<string>(settle =>
        guardedLookup(reach, resolve)(name, {}, (error, address) =>
          settle((error as { code?: string } | null)?.code ?? String(address)),
        ),
      );
    expect(await Promise.all([look('private', 'rebound'), look('public', 'rebound')])).toEqual([
      'address_refused',
      'address_refused',
    ]);
    expect(await Promise.all([look('private', 'inside'), look('public', 'inside')])).toEqual([
      '10.0.0.1',
      'address_refused',
    ]);
    expect(await look('public', 'out')).toBe('1.1.1.1');
  });
});

describe('a connection', () => {
  test.each([
    'http://169.254.169.254/v1',
    'http://2852039166/v1',
    'http://0xa9.0xfe.0xa9.0xfe/v1',
    'http://[::ffff:169.254.169.254]/v1',
    'http://[fe80::1]/v1',
    'http://0.0.0.0/v1',
  ])('never leads to %s, whoever makes it', async url => {
    for (const who of [services.owner, engineer])
      await expect(make(url, who)).rejects.toMatchObject({ code: 'address_refused' });
  });

  test('of an engineer leads to no private address, by number or by name', async () => {
    await expect(make(`${local}/v1`, engineer)).rejects.toMatchObject({ code: 'address_refused' });
    const named = await make(local.replace('127.0.0.1', 'localhost'), engineer);
    expect(named.reach).toBe('public');
    seen = [];
    const check = await connections(engineer).check({ project, id: named.id });
    expect(check).toMatchObject({ ok: false, message: expect.stringContaining('private address') });
    expect(seen).toEqual([]);
  });

  test('of an owner may; an engineer may change its model, but not where it leads and keep that right', async () => {
    const made = await make(`${local}/v1`);
    expect(made.reach).toBe('private');
    const mine = connections(engineer);
    const changed = await mine.update({ project, id: made.id, version: 1, model: 'other' });
    expect(changed).toMatchObject({ reach: 'private', model: 'other' });
    const moved = mine.update({ project, id: made.id, version: 2, baseUrl: 'http://127.0.0.1:5432' });
    await expect(moved).rejects.toMatchObject({ code: 'address_refused' });
  });

  test('does not follow a redirect, and repeats no secret that the other side repeats', async () => {
    seen = [];
    const { id } = await make(`${local}/redirect`, services.owner, 'sk-planted-secret');
    const check = await connections().check({ project, id });
    expect(check.ok).toBe(false);
    expect(seen.map(each => each.url)).toEqual(['/redirect/chat/completions']);
    const echo = await make(`${local}/v1`, services.owner, 'sk-planted-secret');
    const { message } = await connections().check({ project, id: echo.id });
    expect(message).toContain('unknown key Bearer ***');
  });

  test('does not send its secret to a host it was not entered for', async () => {
    const { id } = await make('https://provider.example/v1', engineer, 'sk-planted-secret');
    const move = (secret?: string | null) =>
      connections(engineer).update({ project, id, version: 1, baseUrl: 'https://evil.example/v1', secret });
    await expect(move()).rejects.toMatchObject({ code: 'secret_needed' });
    const within = { project, id, version: 1, baseUrl: 'https://provider.example/v2' };
    expect(await connections(engineer).update(within)).toMatchObject({ hasSecret: true, version: 2 });
    expect(
      await connections(engineer).update({
        ...within,
        version: 2,
        baseUrl: 'https://evil.example/v1',
        secret: null,
      }),
    ).toMatchObject({ hasSecret: false });
  });
});
