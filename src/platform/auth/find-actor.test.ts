import { expect, test, vi } from 'vitest';
import { createTestServices } from '../../../tests/database/test-services.ts';
import { makeSignInLink, ownerEmail } from './sign-in.ts';

test('somebody signed in gets 503 while the database is away, neither 401 nor 500', async () => {
  const services = await createTestServices();
  const { url } = await makeSignInLink(services.signIn, ownerEmail);
  const signedIn = await services.signIn.handler(new Request(url));
  const cookie = signedIn.headers
    .getSetCookie()
    .map(each => each.split(';')[0])
    .join('; ');
  const headers = new Headers({ cookie });
  expect((await services.findActor(headers))?.userId).toBe(services.owner.userId);
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  const gone = vi.spyOn(services.pool, 'connect').mockImplementation(() => Promise.reject(away) as never);
  await expect(services.findActor(headers)).rejects.toMatchObject({
    code: 'database_unavailable',
    status: 503,
    fields: { outcome: 'not_done' },
  });
  gone.mockRestore();
  expect((await services.findActor(headers))?.userId).toBe(services.owner.userId);
});
