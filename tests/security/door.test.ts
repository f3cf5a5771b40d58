import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { type Knock, type OpenServer, openServer } from './open-server.ts';

let services: TestServices;
let server: OpenServer;
let cookie: string;
let key: string;

beforeAll(async () => {
  services = await createTestServices();
  services.config.doors = {
    ...services.config.doors,
    gatewayOrigins: ['https://shop.example'],
    hosts: ['attune.internal'],
    largestBodyBytes: 64 * 1024,
    largestUploadBytes: 256 * 1024,
  };
  server = await openServer(services);
  cookie = await server.signIn();
  key = await server.keyOf({ userId: services.owner.userId, scopes: ['all'] });
});
afterAll(() => server?.close());

const me = '/api/v1/system/me';
const project = JSON.stringify({ slug: 'forged', name: 'Forged' });
const write = (headers: Record<string, string>): Knock => ({
  method: 'POST',
  path: '/api/v1/projects',
  headers: { 'content-type': 'application/json', ...headers },
  body: project,
});
const countProjects = async () => (await services.db.selectFrom('project').selectAll().execute()).length;

describe('a page whose name resolves to this machine', () => {
  test.each(['evil.example', 'evil.example:3210', 'localhost.evil.example', '127.0.0.1.evil.example'])(
    'is refused as host %s, whatever it brings',
    async host => {
      for (const path of [me, '/api/openapi.json', '/auth/get-session'])
        expect(await server.knock({ path, headers: { host, cookie } })).toMatchObject({
          status: 421,
          json: { code: 'unknown_host' },
        });
      const gateway = await server.knock({
        path: '/v1/models',
        headers: { host, authorization: `Bearer ${key}` },
      });
      expect(gateway).toMatchObject({ status: 421, json: { error: { code: 'unknown_host' } } });
    },
  );

  test.each([
    '127.0.0.1:1',
    'localhost',
    'LOCALHOST:99',
    '[::1]:1',
    '10.1.2.3:80',
    'attune.internal',
    'desk.localhost',
  ])('while %s is us', async host => {
    expect((await server.knock({ path: me, headers: { host, cookie } })).status).toBe(200);
  });
});

describe('a page of another site', () => {
  const us = 'http://127.0.0.1:1';
  test.each([
    ['its origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:8080' }],
    ['no origin to speak of', { origin: 'null' }],
    ['only fetch metadata', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['nothing that says where from', {}],
  ])('cannot write with the cookie: %s', async (_what, headers) => {
    const before = await countProjects();
    const answer = await server.knock(write({ cookie, ...(headers as Record<string, string>) }));
    expect(answer).toMatchObject({ status: 403, json: { code: 'cross_site' } });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(await countProjects()).toBe(before);
  });

  test('cannot read with it either, nor have the gateway answer', async () => {
    for (const path of [me, '/v1/models']) {
      const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
      expect((await server.knock({ path, headers })).status).toBe(403);
    }
  });

  test('may link to us, and our own page may write', async () => {
    const link = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect((await server.knock({ path: '/', headers: link })).text).not.toContain('cross_site');
    expect((await server.knock(write({ cookie, origin: us }))).status).toBe(200);
  });

  test('gets no CORS from the API, and from the gateway only where it is named', async () => {
    const ask = {
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization',
    };
    const preflight = (path: string, origin: string) =>
      server.knock({ method: 'OPTIONS', path, headers: { origin, ...ask } });
    const named = await preflight('/v1/chat/completions', 'https://shop.example');
    expect(named.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      vary: 'origin',
    });
    expect(named.headers['access-control-allow-credentials']).toBeUndefined();
    for (const [path, origin] of [
      ['/v1/chat/completions', 'https://evil.example'],
      ['/v1/chat/completions', 'https://shop.example.evil.example'],
      [me, 'https://shop.example'],
      ['/auth/sign-in/email', 'https://shop.example'],
    ] as const)
      expect((await preflight(path, origin)).headers['access-control-allow-origin']).toBeUndefined();
    const headers = { origin: 'https://shop.example', authorization: `Bearer ${key}` };
    const models = await server.knock({ path: '/v1/models', headers });
    expect(models.status).toBe(200);
    expect(models.headers['access-control-allow-origin']).toBe('https://shop.example');
  });

  test('cannot frame us, guess types, or run its scripts in our pages', async () => {
    const { headers } = await server.knock({ path: me, headers: { cookie } });
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers['content-security-policy']).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
  });
});

describe('an Authorization header', () => {
  test('that is no key of ours never falls back on the cookie', async () => {
    for (const authorization of ['Bearer attune_wrong', 'Basic b3duZXI6', 'Bearer'])
      expect((await server.knock({ path: me, headers: { cookie, authorization } })).status).toBe(401);
  });
});

describe('a body', () => {
  const send = (headers: Record<string, string>, body: string, path = '/api/v1/projects') =>
    server.knock({ method: 'POST', path, headers: { authorization: `Bearer ${key}`, ...headers }, body });
  const json = { 'content-type': 'application/json' };

  test('that is too large, told or untold, is refused and not read', async () => {
    const big = JSON.stringify({ slug: 'big', name: 'x'.repeat(70_000) });
    expect(await send(json, big)).toMatchObject({ status: 413, json: { code: 'body_too_large' } });
    expect(await send({ ...json, 'transfer-encoding': 'chunked' }, big)).toMatchObject({
      status: 413,
      json: { code: 'body_too_large', data: { remedy: expect.any(String) } },
    });
  });

  test('nested 100,000 deep is refused in milliseconds', async () => {
    const deep = `{"name":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    expect(await send(json, deep)).toMatchObject({ status: 400, json: { code: 'json_too_deep' } });
    const brackets = JSON.stringify({ slug: 'brackets', name: '[{"'.repeat(30) });
    expect((await send(json, brackets)).status).toBe(200);
  });

  test('of a form or of plain text, which any page may post, is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
      expect(await send({ 'content-type': type }, '{"slug":"form"}')).toMatchObject({ status: 415 });
    expect((await send({}, '{"slug":"none"}')).status).toBe(415);
  });

  test('as an upload is bounded too, and leaves nothing', async () => {
    const stream = { 'content-type': 'application/octet-stream' };
    for (const headers of [stream, { ...stream, 'transfer-encoding': 'chunked' }])
      expect(await send(headers, 'x'.repeat(300_000), '/api/v1/artifacts')).toMatchObject({ status: 413 });
    expect((await send(stream, 'x'.repeat(200_000), '/api/v1/artifacts')).status).toBe(201);
  });

  test('behind too many headers never arrives', async () => {
    const answer = await server.knock({ path: me, headers: { 'x-filler': 'x'.repeat(20_000) } });
    expect(answer.status).toBe(431);
  });

  test('that stops half way is given up, and a request line that never ends too', async () => {
    const socket = net.connect(server.port, '127.0.0.1');
    const said = new Promise<string>(resolve => socket.once('data', data => resolve(String(data))));
    socket.write('GET /api/v1/system/health HTTP/1.1\r\nhost: localhost\r\nbad header\r\n\r\n');
    expect(await said).toMatch(/^HTTP\/1.1 400/);
    socket.destroy();
  });
});

test('behind a TLS proxy our own page is the https one, and browsers are told to stay there', async () => {
  services.config.origin = 'https://attune.example';
  const behind = await openServer(services);
  try {
    const page = (origin: string) =>
      behind.knock({ ...write({ cookie: 'any=1', origin, host: 'attune.example' }) });
    expect((await page('http://attune.example')).status).toBe(403);
    const ours = await page('https://attune.example');
    expect(ours.status).toBe(401);
    expect(ours.headers['strict-transport-security']).toMatch(/max-age=\d{7,}/);
    const named = await behind.knock({
      path: '/api/v1/system/health',
      headers: { host: 'evil.example', 'x-forwarded-host': 'attune.example', 'x-forwarded-proto': 'https' },
    });
    expect(named.status).toBe(421);
  } finally {
    await behind.close();
  }
});
