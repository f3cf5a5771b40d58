import { truncate } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

describe('an import of an awful file', () => {
  it('stores what the database cannot keep as lost, in rows, meta and rejects', async () => {
    const { project, data, importText } = await createTestProject(services);
    const file = [
      JSON.stringify(
        pair('NUL \u0000 and half \ud83d pair', 'Kept.', { city: 'a\u0000b', external_id: 'e\u0000' }),
      ),
      `{"messages":[{"role":"ro\\u0000le \\udc00","content":"x"}]}`,
      JSON.stringify(pair('Long number', 'Kept.', { external_id: 1, city: { deep: [1e3] } })),
      `{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}],"city":${'['.repeat(90)}${']'.repeat(90)}}`,
    ].join('\n');
    const done = await importText(file, 'rows.jsonl', { meta: ['city'] });
    expect(done).toMatchObject({ state: 'done', readCount: 4, recordCount: 2, rejectCount: 2 });
    const { items } = await data.imports.rejects({ project, id: done.id });
    expect(items.map(({ line, code, message }) => [line, code, message.isWellFormed()])).toEqual([
      [2, 'unknown_role', true],
      [4, 'wrong_type', true],
    ]);
    const first = (await data.records.list({ project })).items.find(({ line }) => line === 1)!;
    const { revisions } = await data.records.get({ project, id: first.id });
    expect(revisions[0]!.payload).toMatchObject({
      messages: [{ content: 'NUL \uFFFD and half \uFFFD pair' }, {}],
      meta: { city: 'a\uFFFDb' },
    });
    expect(first.externalId).toBe('e\uFFFD');
  });

  it('says that a stored file lost its end instead of taking it for a shorter one', async () => {
    const { project, data, source, importText, runJobs } = await createTestProject(services);
    const rows = Array.from({ length: 30 }, (_, at) => pair(`Question ${at}?`, `Answer ${at}.`));
    const whole = await importText(jsonl(rows));
    await truncate(services.store.pathOf(whole.fileDigest), Buffer.byteLength(jsonl(rows.slice(0, 20))));
    const other = await data.sources.create({ project, name: 'again', origin: 'own' });
    const wish = { project, sourceId: other.id, fileDigest: whole.fileDigest, fileName: 'rows.jsonl' };
    const { id } = await data.imports.create(wish);
    await services.pool.query('update import_batch set bytes_total = $2 where id = $1', [
      id,
      whole.bytesTotal,
    ]);
    await runJobs();
    expect(await data.imports.get({ project, id })).toMatchObject({
      state: 'failed',
      error: { code: 'file_changed', remedy: expect.stringContaining('Upload') },
      duplicateCount: 20,
    });
    expect((await data.sources.get({ project, id: source.id })).records).toBe(30);
  });

  it('names the first of very many columns when it does not recognise them', async () => {
    const { importText } = await createTestProject(services);
    const columns = Array.from({ length: 10_000 }, (_, at) => `column-${at}`);
    const failed = await importText(
      `${columns.join(',')}\n${columns.map(() => 'x').join(',')}\n`,
      'wide.csv',
    );
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'mapping_needed' } });
    expect(failed.error!.remedy).toMatch(/column-29 and 9970 more/);
  });
});

describe('what may be imported', () => {
  it.each(['../../../etc/passwd', '/etc/passwd', 'a'.repeat(63), `${'a'.repeat(62)}/..`])(
    'is named by digest: %s is refused',
    async fileDigest => {
      const { project, data, source } = await createTestProject(services);
      const wish = { project, sourceId: source.id, fileDigest, fileName: 'passwd' };
      await expect(data.imports.create(wish)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      expect(() => services.store.pathOf(fileDigest)).toThrow(/no SHA-256/);
    },
  );

  it('takes a file name for a name only', async () => {
    const { importText } = await createTestProject(services);
    const done = await importText(jsonl([pair('Q?', 'A.')]), '../../../etc/passwd');
    expect(done).toMatchObject({ state: 'done', recordCount: 1, fileName: '../../../etc/passwd' });
    await expect(importText(jsonl([pair('Q?', 'B.')]), 'rows\u0000.jsonl')).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
