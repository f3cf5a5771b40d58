import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { storeUpload } from '#platform/storage/artifact-grants.ts';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';
import { importFileJob } from './import-file.job.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const many = (count: number) =>
  jsonl(
    Array.from({ length: count }, (_, at) =>
      pair(`Question number ${at}?`, `Answer ${at}.`, { external_id: `e${at}` }),
    ),
  );

describe('an import', () => {
  it('ends every row as record, duplicate or reject, with counts that add up', async () => {
    const { project, data, importText } = await createTestProject(services);
    const file = [
      ...[
        pair('怎么退款？', '七天内可退。'),
        pair('怎么退款？', '七天内可退。'),
        pair('Is it open?', 'Yes.', { label: 'hours' }),
      ].map(row => JSON.stringify(row)),
      '--- export resumed ---',
      '{"messages": [{"role": "user", "content": "cut',
      JSON.stringify({ messages: [{ role: 'user', content: 'Only a question' }] }),
      JSON.stringify(pair('NUL \u0000 and half \ud83d pair', 'Kept.')),
    ].join('\n');
    const done = await importText(file);
    expect(done).toMatchObject({
      state: 'done',
      number: 1,
      format: 'jsonl',
      readCount: 7,
      recordCount: 3,
      duplicateCount: 1,
      rejectCount: 3,
    });
    expect(done.bytesDone).toBe(done.bytesTotal);
    const { items } = await data.imports.rejects({ project, id: done.id });
    expect(items.map(({ line, code, raw }) => [line, code, raw.slice(0, 6)])).toEqual([
      [4, 'not_json', '--- ex'],
      [5, 'truncated_row', '{"mess'],
      [6, 'no_answer', '{"mess'],
    ]);
    expect(await (await data.imports.rejectFile({ project, id: done.id })).text()).toBe(
      items.map(item => `${JSON.stringify(item)}\n`).join(''),
    );
    const duplicates = await data.imports.duplicates({ project, id: done.id });
    const first = (await data.records.list({ project, language: 'zh' })).items[0]!;
    expect(duplicates.items).toEqual([{ line: 2, recordId: first.id, by: 'content' }]);
    expect((await data.sources.list({ project })).items).toMatchObject([{ name: 'mail', records: 3 }]);
  });

  it('of the same file changes nothing, and the same rows in another file are duplicates', async () => {
    const { project, data, importText } = await createTestProject(services);
    const first = await importText(many(20));
    expect(await importText(many(20))).toEqual(first);
    expect(await importText(many(25), 'more.jsonl')).toMatchObject({
      readCount: 25,
      recordCount: 5,
      duplicateCount: 20,
    });
    expect((await data.records.list({ project, limit: 100 })).items).toHaveLength(25);
  });

  it('that is killed goes on without doubles or losses', async () => {
    const { project, data, source, runJobs } = await createTestProject(services);
    const { digest } = await storeUpload(services, services.owner.ref, many(5_600));
    const { id } = await data.imports.create({
      project,
      sourceId: source.id,
      fileDigest: digest,
      fileName: 'rows.jsonl',
    });
    const kill = new AbortController();
    const ended = importFileJob.run(services, { importId: id }, kill.signal).then(() => 'to its end', String);
    while ((await data.imports.get({ project, id })).readCount === 0) await sleep(5);
    kill.abort();
    expect(await ended).toMatch(/abort/i);
    const half = await data.imports.get({ project, id });
    expect(half).toMatchObject({ state: 'running', rejectCount: 0, duplicateCount: 0 });
    expect(half.recordCount).toBeGreaterThan(0);
    expect(half.recordCount).toBeLessThan(5_600);
    await runJobs();
    expect(await data.imports.get({ project, id })).toMatchObject({
      state: 'done',
      readCount: 5_600,
      recordCount: 5_600,
      duplicateCount: 0,
    });
    await importFileJob.run(services, { importId: id }, new AbortController().signal);
    expect((await data.sources.get({ project, id: source.id })).records).toBe(5_600);
  });

  it('names an external id that stands for another text, and keeps the raw row', async () => {
    const { project, data, importText } = await createTestProject(services);
    await importText(jsonl([pair('One?', 'First.', { external_id: 'a' })]));
    const done = await importText(
      jsonl([pair('One?', 'Other.', { external_id: 'a' }), pair('One?', 'First.', { external_id: 'a' })]),
      'b.jsonl',
    );
    expect(done).toMatchObject({ recordCount: 0, duplicateCount: 1, rejectCount: 1 });
    expect((await data.imports.rejects({ project, id: done.id })).items).toMatchObject([
      { code: 'external_id_conflict', field: 'externalId', line: 1 },
    ]);
  });

  it('reads columns by mapping, names a column that is not there, and asks where nothing is recognised', async () => {
    const { importText } = await createTestProject(services);
    const csv = 'nr,q,a,topic\n1,"Hi, there",Hello,greet\n2,怎么退款,七天内,refund\n';
    const mapped = await importText(csv, 'rows.csv', {
      user: 'q',
      assistant: 'a',
      label: 'topic',
      externalId: 'nr',
    });
    expect(mapped).toMatchObject({ state: 'done', format: 'csv', recordCount: 2 });
    expect(await importText(csv, 'rows.csv', { user: 'question', assistant: 'a' })).toMatchObject({
      state: 'failed',
      error: { code: 'mapping_unknown_field', remedy: expect.stringContaining('topic') },
    });
    expect(await importText(csv, 'rows.csv')).toMatchObject({
      state: 'failed',
      error: { code: 'mapping_needed' },
    });
    expect(await importText('  \n', 'empty.csv')).toMatchObject({
      state: 'failed',
      error: { code: 'file_unreadable' },
    });
  });

  it('tells how far it is in the project events', async () => {
    const { project, importText } = await createTestProject(services);
    const { id } = await importText(many(3));
    const { rows } = await services.pool.query(
      'select kind, payload from project_event where project_id = $1 and subject_id = $2 order by id',
      [project, id],
    );
    expect(rows.map(row => row.kind)).toEqual(['import.queued', 'import.progress', 'import.done']);
    expect(rows.at(-1).payload).toMatchObject({ number: 1, readCount: 3, recordCount: 3 });
  });
});

describe('sources', () => {
  it('have one name each and refuse a change made on an old version', async () => {
    const { project, data, source } = await createTestProject(services);
    await expect(data.sources.create({ project, name: 'mail', origin: 'crowd' })).rejects.toMatchObject({
      code: 'source_exists',
    });
    expect(await data.sources.update({ project, id: source.id, version: 1, grade: 'A' })).toMatchObject({
      grade: 'A',
      version: 2,
      licence: '',
    });
    await expect(
      data.sources.update({ project, id: source.id, version: 1, grade: 'B' }),
    ).rejects.toMatchObject({ code: 'version_conflict' });
  });
});

describe('records', () => {
  it('are listed page by page and found by two Chinese characters', async () => {
    const { project, data, importText } = await createTestProject(services);
    await importText(
      jsonl([
        pair('请问怎么申请退款', '在订单页。'),
        pair('怎么修改地址', '在茶签页。'),
        pair('Refund please', 'On the order page.', { label: 'refund' }),
      ]),
    );
    const found = async (text: string) =>
      (await data.records.list({ project, text })).items.map(({ preview }) => preview);
    expect(await found('退款')).toEqual(['请问怎么申请退款']);
    expect(await found('改地')).toEqual(['怎么修改地址']);
    expect(await found('址')).toEqual(['怎么修改地址']);
    expect(await found('refund order')).toEqual(['Refund please']);
    expect(await found('退订')).toEqual([]);
    expect(await found('?!')).toEqual([]);
    const first = await data.records.list({ project, limit: 2 });
    const second = await data.records.list({ project, limit: 2, after: first.next! });
    expect([...first.items, ...second.items].map(({ preview }) => preview)).toEqual([
      'Refund please',
      '怎么修改地址',
      '请问怎么申请退款',
    ]);
    expect(second.next).toBeNull();
    expect(
      (await data.records.list({ project, label: 'refund', language: 'en', state: 'active' })).items,
    ).toHaveLength(1);
  });
});
