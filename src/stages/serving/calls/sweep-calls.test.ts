import { expect, test } from 'vitest';
import { createTestServices } from '../../../../tests/database/test-services.ts';
import { newId } from '#platform/database/new-id.ts';
import { sweepCalls } from './sweep-calls.ts';

const hourMs = 3_600_000;

test('what a dead server left open is closed, also when its clock stood an hour ahead', async () => {
  const services = await createTestServices();
  const projectId = await services.newProject();
  await services.pool.query(
    `insert into interaction (id, project_id, target_kind, target_id, state, stream, request, started_at)
     values ($1, $2, 'connection', $1, 'started', true, '{}', $3)`,
    [newId(), projectId, new Date(Date.now() + hourMs)],
  );
  expect(await sweepCalls(services)).toBe(1);
});
