import { expect, test } from 'vitest';
import { PassingFault } from '#platform/http/attune-error.ts';
import { runPatiently } from './run-patiently.ts';

const away = () =>
  new PassingFault('database_unavailable', 'Not there.', { status: 503, remedy: 'Wait.', fields: {} });
const never = new AbortController().signal;

test('waits while the database is away or the disk full, and goes on', async () => {
  const failures: unknown[] = [
    away(),
    Object.assign(new Error('write failed'), { code: 'ENOSPC', path: '/tmp/some/file' }),
    Object.assign(new Error('wrapped'), { cause: away() }),
  ];
  const waits: string[] = [];
  await runPatiently(
    async () => {
      const failure = failures.shift();
      if (failure) throw failure;
    },
    never,
    fault => waits.push(fault.code),
  );
  expect(waits).toEqual(['database_unavailable', 'disk_full', 'database_unavailable']);
});

test('any other failure is not waited for', async () => {
  const wrong = async () => Promise.reject(new Error('wrong'));
  await expect(runPatiently(wrong, never, () => expect.fail('it waited'))).rejects.toThrow('wrong');
});

test('a stop ends the waiting', async () => {
  const stop = new AbortController();
  const waiting = runPatiently(
    () => Promise.reject(away()),
    stop.signal,
    () => stop.abort(),
  );
  await expect(waiting).rejects.toMatchObject({ code: 'database_unavailable' });
});
