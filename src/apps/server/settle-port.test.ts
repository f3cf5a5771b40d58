import { expect, test } from 'vitest';
import { readConfig } from '#platform/config/config.ts';
import { settlePort } from './settle-port.ts';

const reader =
  (asked: number) =>
  (port = asked) =>
    readConfig({ port }, {});

test('port 0 becomes a free one, in the address too', async () => {
  const { port, origin } = await settlePort(reader(0));
  expect(port).toBeGreaterThan(0);
  expect(origin).toBe(`http://127.0.0.1:${port}`);
});

test('a port that was named stays', async () => {
  expect(await settlePort(reader(4321))).toMatchObject({ port: 4321, origin: 'http://127.0.0.1:4321' });
});
