import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { createTestServices } from '../../../../tests/database/test-services.ts';
import { inputHash } from '../records/content-hash.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';
import { followReservations } from './follow-reservations.ts';

it('knows what a version reserved that was frozen while an import was under way', async () => {
  const services = await createTestServices();
  const { project, data, importText, freeze } = await createTestProject(services);
  const unlike = Array.from({ length: 20 }, (_, at) => hash('sha256', String(at)));
  await importText(jsonl(unlike.map(text => pair(`${text}?`, `Answer to ${text}.`))));
  const reservedNow = followReservations(project);
  const before = await reservedNow(services.db);
  const version = await freeze('desk', { split: { train: 50, validation: 0, test: 50 } });
  const [held] = (await data.datasets.rows({ project, id: version.id, split: 'test' })).items;
  const question = held!.messages[0]!.content;
  const heldHash = inputHash({ messages: held!.messages });
  expect(before.find(heldHash, question)).toBeUndefined();
  expect((await reservedNow(services.db)).find(heldHash, question)).toMatchObject({ by: 'same_question' });
  expect(await reservedNow(services.db)).toBe(await reservedNow(services.db));
});
