import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { storeUpload } from '#platform/storage/artifact-grants.ts';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import type { MappingWish } from '../formats/file-format.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';

let services: TestServices;
let project: Awaited<ReturnType<typeof createTestProject>>;

beforeAll(async () => {
  services = await createTestServices();
});

beforeEach(async () => {
  project = await createTestProject(services);
});

async function preview(content: string | Buffer, fileName = 'rows.jsonl', mapping?: MappingWish) {
  const { digest } = await storeUpload(services, services.owner.ref, content);
  const wish = { project: project.project, sourceId: project.source.id, fileDigest: digest, fileName };
  return project.data.imports.preview({ ...wish, ...(mapping ? { mapping } : {}) });
}

describe('a preview of an import', () => {
  it('tells format, encoding and mapping, and rows as they will be stored', async () => {
    const found = await preview(
      '问题,客服回复,标签\n退款多久,三天,refund\n发货了吗,昨天,delivery\n',
      'a.csv',
    );
    expect(found).toMatchObject({
      format: 'csv',
      delimiter: ',',
      encoding: 'utf-8',
      isWhole: true,
      mapping: { shape: 'columns', user: '问题', assistant: '客服回复', label: '标签' },
      mappingFrom: 'guess',
      problem: null,
      counts: { read: 2, record: 2, duplicate: 0, reject: 0 },
    });
    expect(found.fields[0]).toEqual({ name: '问题', filled: 1, example: '退款多久' });
    expect(found.rows[0]).toMatchObject({
      line: 2,
      becomes: 'record',
      label: 'refund',
      messages: [
        { role: 'user', content: '退款多久' },
        { role: 'assistant', content: '三天' },
      ],
    });
  });

  it('names what will be rejected by line, reason and raw text, and what is there already', async () => {
    await project.importText(jsonl([pair('Where is it?', 'On its way.')]));
    const rows = jsonl([
      pair('Where is it?', 'On its way.'),
      { messages: [{ role: 'user', content: 'Hm?' }] },
    ]);
    const found = await preview(`${rows}{"messages": [\n`);
    expect(found.counts).toEqual({ read: 3, record: 0, duplicate: 1, reject: 2 });
    expect(found.rejects).toMatchObject([
      { line: 2, code: 'no_answer' },
      { line: 3, code: 'truncated_row', raw: '{"messages": [' },
    ]);
  });

  it('says the same as the import then does', async () => {
    const text = jsonl([pair('A?', 'a'), pair('A?', 'a'), { question: 'B?' }, pair('C?', 'c')]);
    const { counts } = await preview(text);
    const done = await project.importText(text);
    expect(counts).toEqual({
      read: done.readCount,
      record: done.recordCount,
      duplicate: done.duplicateCount,
      reject: done.rejectCount,
    });
  });

  it('asks for a mapping where none can be told, and takes the one that is given', async () => {
    const text = 'frage,antwort\nWo?,Hier.\n';
    const open = await preview(text, 'a.csv');
    expect(open).toMatchObject({ mapping: null, problem: { code: 'mapping_needed' }, rows: [] });
    expect(open.fields.map(({ name }) => name)).toEqual(['frage', 'antwort']);
    const given = await preview(text, 'a.csv', { user: 'frage', assistant: 'antwort' });
    expect(given).toMatchObject({ mappingFrom: 'wish', problem: null, counts: { record: 1 } });
    const wrong = await preview(text, 'a.csv', { user: 'frage', assistant: 'answer' });
    expect(wrong).toMatchObject({ mapping: null, problem: { code: 'mapping_unknown_field' } });
  });

  it('remembers the mapping of the source where it fits the file', async () => {
    await project.importText('frage,antwort\nWo?,Hier.\n', 'a.csv', { user: 'frage', assistant: 'antwort' });
    const next = await preview('frage,antwort\nWann?,Heute.\n', 'b.csv');
    expect(next).toMatchObject({
      mappingFrom: 'last_import',
      mapping: { user: 'frage' },
      counts: { record: 1 },
    });
    const other = await preview('question,answer\nWhen?,Today.\n', 'c.csv');
    expect(other).toMatchObject({ mappingFrom: 'guess', mapping: { user: 'question' } });
  });

  it('looks at the first part of a large file only, and never at half a row', async () => {
    const rows = Array.from({ length: 4_000 }, (_, at) => pair(`Where is parcel ${at}?`, `At stop ${at}.`));
    const found = await preview(jsonl(rows));
    expect(found).toMatchObject({ isWhole: false, counts: { reject: 0 } });
    expect(found.rows).toHaveLength(50);
    expect(found.counts.read).toBeGreaterThan(1_000);
  });

  it('stores nothing', async () => {
    await preview(jsonl([pair('A?', 'a')]));
    const { project: id } = project;
    expect((await project.data.records.list({ project: id })).items).toEqual([]);
    expect((await project.data.imports.list({ project: id })).items).toEqual([]);
  });

  it('refuses what is no table or text, and a file that somebody else sent', async () => {
    await expect(preview(Buffer.from('PK\x03\x04rest'), 'a.xlsx')).rejects.toMatchObject({
      code: 'file_unreadable',
    });
    const { digest } = await services.store.put('{"messages":[]}\n');
    const { project: id, source } = project;
    await expect(
      project.data.imports.preview({
        project: id,
        sourceId: source.id,
        fileDigest: digest,
        fileName: 'a.jsonl',
      }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});
