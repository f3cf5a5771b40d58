import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signInLimits } from '#platform/auth/limit-sign-in.ts';
import { createSignIn, makeSignInLink, ownerEmail } from '#platform/auth/sign-in.ts';
import { openAuthPaths } from '#platform/auth/sign-in-door.ts';
import { sessionHooks } from '#platform/auth/session-hooks.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { type OpenServer, openServer } from './open-server.ts';

let services: TestServices;
let server: OpenServer;
let now = Date.now();
const password = 'correct horse battery';

beforeAll(async () => {
  services = await createTestServices({ clock: () => now });
  signInLimits.perAddress = 11;
  services.config.doors = { ...services.config.doors, trustedProxies: ['127.0.0.1'] };
  server = await openServer(services);
  const cookie = await server.signIn();
  const set = await api('POST', '/system/password', cookie, { newPassword: password });
  expect(set).toMatchObject({ status: 200, json: { set: true } });
});
afterAll(() => server?.close());

const us = 'http://127.0.0.1:1';
const api = (method: string, path: string, cookie: string, body?: unknown) =>
  server.knock({
    method,
    path: `/api/v1${path}`,
    headers: { cookie, origin: us, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const signInWith = (email: string, secret: string, from = '10.0.0.1') =>
  server.knock({
    method: 'POST',
    path: '/auth/sign-in/email',
    headers: { 'content-type': 'application/json', origin: us, 'x-forwarded-for': from },
    body: JSON.stringify({ email, password: secret }),
  });
const linkOf = async (email = ownerEmail) =>
  (await makeSignInLink(services.signIn, email)).url.slice(services.config.origin.length);
const isSignedIn = async (cookie: string) => (await api('GET', '/system/me', cookie)).status === 200;

describe('a password', () => {
  test('signs in with cookies that scripts and other sites do not get', async () => {
    const answer = await signInWith(ownerEmail, password);
    expect(answer.status).toBe(200);
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      expect(cookie).toMatch(/HttpOnly/i);
      expect(cookie).toMatch(/SameSite=Lax/i);
      expect(cookie).toMatch(/Path=\//i);
      expect(cookie).not.toMatch(/Secure|Domain=/i);
    }
    expect(answer.headers['set-cookie']?.length).toBeGreaterThan(0);
  });

  test('behind TLS makes cookies that plain HTTP does not get', async () => {
    const options = { origin: 'https://attune.example', secret: services.secret };
    const secure = createSignIn(services.pool, options, sessionHooks(services.db, services.log));
    const { url } = await makeSignInLink(secure, ownerEmail);
    const answer = await secure.handler(new Request(url));
    expect(answer.headers.getSetCookie().join()).toMatch(/__Secure-[^;]+;.*Secure/i);
  });

  test('is set by a session that is fresh or knows the old one, never by a key', async () => {
    const key = await server.keyOf({ userId: services.owner.userId, scopes: ['all'] });
    const byKey = await server.knock({
      method: 'POST',
      path: '/api/v1/system/password',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ newPassword: 'taken over by key' }),
    });
    expect(byKey).toMatchObject({ status: 403, json: { code: 'session_needed' } });
    const [cookie, other] = [await server.signIn(), await server.signIn()];
    now += 16 * 60_000;
    const wish = (currentPassword?: string) =>
      api('POST', '/system/password', cookie, { newPassword: password, currentPassword });
    expect((await wish()).json).toMatchObject({ code: 'wrong_password' });
    expect((await wish('wrong')).json).toMatchObject({ code: 'wrong_password' });
    expect(await isSignedIn(other)).toBe(true);
    expect((await wish(password)).status).toBe(200);
    expect([await isSignedIn(cookie), await isSignedIn(other)]).toEqual([true, false]);
  });

  test('that is wrong says the same whether the account exists or not', async () => {
    const [known, unknown] = [
      await signInWith(ownerEmail, 'wrong'),
      await signInWith('nobody@x.example', 'wrong'),
    ];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
    expect(known.status).toBe(401);
  });
});

describe('guessing', () => {
  test('ends after eight wrong passwords of an account, also many at once; a link still gets in', async () => {
    now += signInLimits.windowMs + 1;
    const burst = await Promise.all(
      Array.from({ length: 12 }, (_, i) => signInWith(ownerEmail, `guess ${i}`, `10.1.0.${i}`)),
    );
    expect(burst.filter(answer => answer.status === 401).length).toBeLessThanOrEqual(signInLimits.perAccount);
    for (let i = 0; i < signInLimits.perAccount; i++) await signInWith(ownerEmail, 'guess');
    const right = await signInWith(ownerEmail, password, '10.9.9.9');
    expect(right).toMatchObject({ status: 429, json: { code: 'sign_in_locked' } });
    expect(right.text).toMatch(/Try again in \d+ min/);
    const waitS = Number(right.headers['retry-after']);
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(signInLimits.windowMs / 1000);
    expect(await isSignedIn(await server.signIn())).toBe(true);
    now += waitS * 1000 + 1;
    expect((await signInWith(ownerEmail, password)).status).toBe(200);
    const { items } = (await api('GET', '/audit?action=sign_in.', await server.signIn())).json as {
      items: { action: string }[];
    };
    expect(items.map(entry => entry.action)).toContain('sign_in.locked');
  });

  test('over many accounts ends by address, and no header but a named proxy’s gives another address', async () => {
    now += signInLimits.windowMs + 1;
    const tries = async (from: (i: number) => string) => {
      const statuses: number[] = [];
      for (let i = 0; i < signInLimits.perAddress + 3; i++)
        statuses.push((await signInWith(`person-${i}@x.example`, 'guess', from(i))).status);
      return statuses;
    };
    expect((await tries(() => '10.3.3.3')).at(-1)).toBe(429);
    // What the client wrote stands left of what the proxy appended; only the last counts.
    expect((await tries(i => `10.4.${i}.1, 10.5.5.5`)).at(-1)).toBe(429);
    expect((await signInWith('another@x.example', 'guess', '10.6.6.6')).status).toBe(401);
  });
});

describe('a one-time link', () => {
  test('signs in once, also when opened ten times at once', async () => {
    now += signInLimits.windowMs + 1;
    const path = await linkOf();
    const answers = await Promise.all(Array.from({ length: 10 }, () => server.knock({ path })));
    expect(answers.filter(answer => answer.headers['set-cookie']).length).toBe(1);
    expect((await server.knock({ path })).headers.location).toMatch(/error=INVALID_TOKEN/);
  });

  test('does not work when it is late, altered, or led to another site', async () => {
    now += signInLimits.windowMs + 1;
    const path = await linkOf();
    await services.pool.query(`update verification set "expiresAt" = now() - interval '1 second'`);
    expect((await server.knock({ path })).headers['set-cookie']).toBeUndefined();
    const altered = (await linkOf()).replace(/token=./, 'token=!');
    expect((await server.knock({ path: altered })).headers['set-cookie']).toBeUndefined();
    const led = (await linkOf()).replace(/callbackURL=[^&]*/, 'callbackURL=https%3A%2F%2Fevil.example');
    const answer = await server.knock({ path: led });
    expect(answer.status).toBe(403);
    expect(answer.headers.location).toBeUndefined();
  });

  test('is stored as a hash', async () => {
    const token = new URL(us + (await linkOf())).searchParams.get('token')!;
    const { rows } = await services.pool.query('select identifier, value from verification');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

test('of better-auth only what is needed answers; the rest would pass by rules and trail', async () => {
  const cookie = await server.signIn();
  const routes = Object.values(services.signIn.api)
    .map(each => each as { path?: string; options?: { method?: string | string[] } })
    .flatMap(({ path, options }) => [options?.method ?? []].flat().map(method => `${method} /auth${path}`));
  expect(routes.length).toBeGreaterThan(40);
  for (const route of openAuthPaths) expect(routes).toContain(route);
  for (const route of routes.filter(each => !(openAuthPaths as readonly string[]).includes(each))) {
    const [method, path] = route.split(' ') as [string, string];
    const answer = await server.knock({ method, path, headers: { cookie, origin: us } });
    expect({ route, status: answer.status }).toEqual({ route, status: 404 });
  }
});
