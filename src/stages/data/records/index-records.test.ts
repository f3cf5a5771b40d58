import { beforeAll, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const waiting = async (project: string) =>
  (await services.pool.query('select * from index_request where project_id = $1', [project])).rows;

describe('the text index', () => {
  it('follows imports and cleaning, and leaves nothing waiting', async () => {
    const { project, data, importText, clean } = await createTestProject(services);
    await importText(
      jsonl([pair('Where is <b>parcel</b> twelve now?', 'It is on its way to your door, says the van.')]),
    );
    const found = async (text: string) => (await data.records.list({ project, text })).items.length;
    expect([await found('parcel'), await found('b')]).toEqual([1, 1]);
    await clean();
    expect([await found('parcel'), await found('b')]).toEqual([1, 0]);
    expect(await waiting(project)).toEqual([]);
  });

  it('asks for the rows that came in, not for all of the project', async () => {
    const { project, importText } = await createTestProject(services);
    await importText(jsonl([pair('First?', 'One.')]));
    await services.pool.query('update record_search set revision_id = $1', [project]);
    await importText(jsonl([pair('Second?', 'Two.')]), 'more.jsonl');
    const { rows } = await services.pool.query(
      'select count(*)::int as n from record_search where project_id = $1 and revision_id = $1',
      [project],
    );
    expect(rows[0].n).toBe(1);
  });

  it('takes long rows a few at a time', async () => {
    const { project, data, importText } = await createTestProject(services);
    const long = (at: number) => pair(`Row ${at} ${'word '.repeat(40_000)}`, `Answer of ${at}`);
    await importText(jsonl(Array.from({ length: 5 }, (_, at) => long(at))));
    expect((await data.records.list({ project, text: 'row' })).items).toHaveLength(5);
    expect(await waiting(project)).toEqual([]);
  });
});
