import type { House } from '../server-kill/house.ts';

/** Signs in as the owner, as a browser does, and gives the cookie. */
export async function signIn({ client }: House): Promise<string> {
  const { body } = await client.call<{ url: string }>('POST', '/system/login-links', {});
  const response = await fetch(body.url, { redirect: 'manual' });
  return response.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ');
}

/** Nobody is signed out, and no key ends, because a clock was set. */
export async function checkAccess({ server, fault }: House, cookie: string): Promise<void> {
  const { origin, key } = await server.current();
  for (const [what, headers] of [
    ['session', { cookie }],
    ['key', { authorization: `Bearer ${key}` }],
  ] as const) {
    const response = await fetch(`${origin}/api/v1/system/me`, { headers });
    if (response.status !== 200) fault(`the ${what} is answered with ${response.status}`);
  }
}
