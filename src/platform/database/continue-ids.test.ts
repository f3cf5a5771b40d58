import { beforeAll, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../tests/database/test-services.ts';
import { continueIds } from './continue-ids.ts';
import { newId } from './new-id.ts';

let services: TestServices;
beforeAll(async () => void (services = await createTestServices()));

test('ids of a process whose clock was set back come after those of the one before it', async () => {
  const before = '7f5ed1b0-0000-7abc-8000-000000000000';
  await services.pool.query(
    `insert into audit (id, actor, action, subject_kind, subject_id) values ($1, 'a', 'b', 'c', 'd')`,
    [before],
  );
  expect(newId() < before).toBe(true);
  await continueIds(services.db);
  const [first, second] = [newId(), newId()];
  expect([first > before, second > first]).toEqual([true, true]);
});
