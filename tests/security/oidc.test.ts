import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { memberRouter } from '#platform/auth/member.routes.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { client, type OidcProvider, openProvider } from './oidc-provider.ts';
import { type Answer, type OpenServer, openServer } from './open-server.ts';

let services: TestServices;
let server: OpenServer;
let provider: OidcProvider;
const us = 'http://127.0.0.1:1';
const email = 'mia@shop.example';

beforeAll(async () => {
  provider = await openProvider();
  services = await createTestServices();
  services.config.oidc = {
    issuer: provider.issuer,
    clientId: client.id,
    clientSecret: client.secret,
    name: 'Shop login',
    trustsEmail: false,
  };
  server = await openServer(services);
});
afterAll(async () => {
  await server?.close();
  await provider?.close();
});
beforeEach(() => {
  provider.state = { sub: 'mia-1', email, isVerified: true };
});

const members = () => services.callerOf(memberRouter);
const count = async (table: string) =>
  Number((await services.pool.query(`select count(*) from "${table}"`)).rows[0].count);
const cookiesOf = (answer: Answer) =>
  (answer.headers['set-cookie'] ?? []).map(cookie => cookie.split(';')[0]!);

const begin = (to?: unknown) =>
  server.knock({
    method: 'POST',
    path: '/auth/sign-in/oidc',
    headers: { 'content-type': 'application/json', origin: us },
    body: JSON.stringify({ to }),
  });

/** The whole way of a browser: from the button to the provider and back. Gives the last answer and the cookies of all. */
async function signIn(to?: unknown): Promise<{ answer: Answer; cookies: string[]; back: string }> {
  const begun = await begin(to);
  expect(begun.status).toBe(200);
  const back = await provider.visit((begun.json as { url: string }).url);
  const cookies = cookiesOf(begun);
  const answer = await server.knock({
    path: back.slice(us.length),
    headers: { cookie: cookies.join('; '), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
  });
  return { answer, cookies: [...cookies, ...cookiesOf(answer)], back };
}

const me = async (cookies: string[]) =>
  server.knock({ path: '/api/v1/system/me', headers: { cookie: cookies.join('; ') } });
const errorOf = ({ answer }: { answer: Answer }) =>
  new URL(answer.headers.location!, us).searchParams.get('error');

describe('before anybody is invited', () => {
  test('an unknown e-mail gets neither account nor session, and is told so', async () => {
    const [users, accounts] = [await count('user'), await count('account')];
    const done = await signIn();
    expect(done.answer.headers.location).toMatch(/\/sign-in\?error=signup_disabled/);
    expect((await me(done.cookies)).status).toBe(401);
    expect([await count('user'), await count('account')]).toEqual([users, accounts]);
  });
});

describe('a member', () => {
  beforeAll(() => members().invite({ email, name: 'Mia', organizationRole: 'member', projects: [] }));

  test('signs in by code and PKCE and comes to the page that was wanted', async () => {
    provider.asked = [];
    const done = await signIn('/p/shop/need?tab=1');
    expect(done.answer.status).toBe(302);
    expect(done.answer.headers.location).toBe('/p/shop/need?tab=1');
    expect((await me(done.cookies)).json).toMatchObject({ person: { email, hasPassword: false } });
    expect(provider.asked).toContain('/token');
    for (const cookie of done.answer.headers['set-cookie'] ?? []) expect(cookie).toMatch(/HttpOnly/i);
  });

  test('is known by the provider’s subject from then on, also under another e-mail', async () => {
    provider.state.email = 'mia.new@shop.example';
    const done = await signIn();
    expect((await me(done.cookies)).json).toMatchObject({ person: { email } });
  });

  test('leaves none of the provider’s tokens behind', async () => {
    const { rows } = await services.pool.query('select * from account');
    expect(rows.some(row => row.providerId === 'oidc')).toBe(true);
    expect(JSON.stringify(rows)).not.toMatch(/-of-the-provider|eyJ/);
  });

  test('is in the trail', async () => {
    const { rows } = await services.pool.query(`select detail from audit where action = 'sign_in'`);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('goes to no other site afterwards', async () => {
    for (const to of ['https://evil.example', '//evil.example', '/\\evil.example', 7])
      expect((await signIn(to)).answer.headers.location).toBe('/');
  });

  test('who cancels at the provider is where they were, without a session', async () => {
    provider.state.refuses = 'access_denied';
    const done = await signIn();
    expect(errorOf(done)).toBe('access_denied');
    expect((await me(done.cookies)).status).toBe(401);
  });

  test('an id token that is forged, foreign, stale or not for us opens nothing', async () => {
    const wrong: Partial<typeof provider.state>[] = [
      { signsWith: 'foreign key' },
      { signsWith: 'none' },
      { claims: { aud: 'another-application' } },
      { claims: { iss: 'https://evil.example' } },
      { claims: { nonce: 'of another sign-in' } },
      { claims: { exp: Math.floor(Date.now() / 1000) - 60 } },
    ];
    for (const each of wrong) {
      provider.state = { sub: 'mia-1', email, isVerified: true, ...each };
      const done = await signIn();
      expect({ ...each, error: errorOf(done) }).toEqual({ ...each, error: 'unable_to_get_user_info' });
      expect((await me(done.cookies)).status).toBe(401);
    }
  });

  test('a code that came with another browser’s state, or again, opens nothing', async () => {
    const begun = await begin();
    const back = await provider.visit((begun.json as { url: string }).url);
    const without = await server.knock({ path: back.slice(us.length) });
    expect((await me(cookiesOf(without))).status).toBe(401);
    const done = await signIn();
    const again = await server.knock({
      path: done.back.slice(us.length),
      headers: { cookie: done.cookies.slice(0, 1).join('; ') },
    });
    expect(again.headers.location ?? '').toMatch(/error=/);
  });
});

describe('an e-mail', () => {
  test('that the provider has not verified is nobody’s', async () => {
    await members().invite({
      email: 'ben@shop.example',
      name: 'Ben',
      organizationRole: 'member',
      projects: [],
    });
    provider.state = { sub: 'stranger', email: 'ben@shop.example', isVerified: false };
    const done = await signIn();
    expect(errorOf(done)).toBe('account_not_linked');
    expect((await me(done.cookies)).status).toBe(401);
  });

  test('of somebody who was taken out opens nothing, and does again after an invitation', async () => {
    const first = await signIn();
    const { items } = await members().list();
    const { userId } = items.find(person => person.email === email)!;
    await members().remove({ userId });
    expect((await me(first.cookies)).status).toBe(401);
    const done = await signIn();
    expect(errorOf(done)).toBe('unable_to_create_session');
    expect((await me(done.cookies)).status).toBe(401);
    await members().invite({ email, name: 'Mia', organizationRole: 'member', projects: [] });
    expect((await me((await signIn()).cookies)).status).toBe(200);
  });
});

describe('the door', () => {
  test('counts how often sign-in is begun', async () => {
    const { signInLimits } = await import('#platform/auth/limit-sign-in.ts');
    signInLimits.beginsPerAddress = 1;
    expect((await begin()).status).toBe(429);
    signInLimits.beginsPerAddress = 200;
  });

  test('says which way there is, and shows no secret', async () => {
    const ways = await server.knock({ path: '/api/v1/system/sign-in-ways' });
    expect(ways.json).toEqual({ password: true, oidc: { name: 'Shop login' } });
  });

  test('opens nothing else of the sign-in library', async () => {
    for (const path of [
      '/auth/sign-in/social',
      '/auth/link-social',
      '/auth/callback/google',
      '/auth/get-access-token',
    ]) {
      const knock = {
        method: 'POST',
        path,
        headers: { origin: us, 'content-type': 'application/json' },
        body: '{}',
      };
      expect((await server.knock(knock)).status).toBe(404);
      expect((await server.knock({ path })).status).toBe(404);
    }
  });

  test('is shut where no provider is configured', async () => {
    const others = await createTestServices();
    const closed = await openServer(others);
    const knock = { method: 'POST', path: '/auth/sign-in/oidc', headers: { origin: us }, body: '{}' };
    expect((await closed.knock(knock)).status).toBe(404);
    expect((await closed.knock({ path: '/auth/callback/oidc?code=1&state=2' })).status).toBe(404);
    expect((await closed.knock({ path: '/api/v1/system/sign-in-ways' })).json).toMatchObject({ oidc: null });
    await closed.close();
  });

  test('a provider that is away is named, keeps nobody else out, and is asked again', async () => {
    const others = await createTestServices();
    const late = await openProvider();
    await late.close();
    others.config.oidc = { ...services.config.oidc!, issuer: late.issuer };
    const waiting = await openServer(others);
    const knock = {
      method: 'POST',
      path: '/auth/sign-in/oidc',
      headers: { 'content-type': 'application/json', origin: us },
      body: '{}',
    };
    expect(await waiting.knock(knock)).toMatchObject({ status: 503, json: { code: 'oidc_unreachable' } });
    expect(await waiting.signIn()).toMatch(/session/);
    others.config.oidc = services.config.oidc!;
    expect((await waiting.knock(knock)).status).toBe(200);
    await waiting.close();
  });
});
