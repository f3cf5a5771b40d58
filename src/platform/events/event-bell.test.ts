import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { silentLog } from '#platform/logging/log.ts';
import { createTestServices } from '../../../tests/database/test-services.ts';
import { eventChannel } from './append-event.ts';
import { openEventBell } from './follow-events.ts';

/** Followers look by themselves every two seconds; what rings sooner came over the connection. */
const soonerMs = 1_000;

test('a bell whose connection was lost listens again, also where the first attempts fail', async () => {
  const services = await createTestServices();
  const { pool } = services;
  const bell = await openEventBell(pool, silentLog);
  const rings = async () => {
    const startedMs = performance.now();
    const rung = bell.wait('p', new AbortController().signal);
    await pool.query('select pg_notify($1, $2)', [eventChannel, 'p']);
    await rung;
    return performance.now() - startedMs < soonerMs;
  };
  expect(await rings()).toBe(true);
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown;
  let refusals = 2;
  // pg's own pool.query calls it with a callback; the bell does not.
  vi.spyOn(pool, 'connect').mockImplementation(((...args: unknown[]) =>
    args.length === 0 && refusals-- > 0
      ? Promise.reject(new Error('still away'))
      : connect(...args)) as never);
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`,
  );
  await vi.waitFor(async () => expect(await rings()).toBe(true), { timeout: 15_000 });
  expect(refusals).toBeLessThan(0);
  await bell.close();
});

test('a bell can be closed while the database is away', async () => {
  const { pool } = await createTestServices();
  const bell = await openEventBell(pool, silentLog);
  const lost = vi.fn();
  pool.on('remove', lost);
  vi.spyOn(pool, 'connect').mockImplementation(() => Promise.reject(new Error('away')));
  const listening = `select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`;
  const direct = new pg.Client(pool.options as pg.ClientConfig);
  await direct.connect();
  await direct.query(listening);
  await direct.end();
  await vi.waitFor(() => expect(lost).toHaveBeenCalled());
  await bell.close();
  await bell.close();
  vi.restoreAllMocks();
});
