import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { addRows, getDatasetVersion, listRowsOfSplit } from '../index.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';
import { freezeVersionJob } from './freeze-version.job.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const topics = [
  'lamp',
  'wick',
  'oil',
  'chimney',
  'parcel',
  'refund',
  'voucher',
  'candle',
  'lantern',
  'workshop',
];
const shop = (from: number, to: number) =>
  jsonl(
    Array.from({ length: to - from }, (_, at) =>
      pair(
        `Case ${from + at}: what about my ${topics[(from + at) % 10]}, please?`,
        `The ${topics[(from + at) % 10]} is item ${from + at}.`,
        { label: topics[at % 3] },
      ),
    ),
  );

describe('a dataset version', () => {
  it('is frozen with files, facts and digest, and never changes', async () => {
    const { project, data, importText, freeze } = await createTestProject(services);
    await importText(shop(0, 200));
    const version = await freeze('desk', { seed: 3, split: { train: 70, validation: 15, test: 15 } });
    expect(version).toMatchObject({ state: 'frozen', n: 1, dataset: 'desk', facts: { rows: 200 } });
    const { train, validation, test } = version.facts!.bySplit;
    expect(train + validation + test).toBe(200);
    expect(test).toBeGreaterThan(10);
    const files = Object.fromEntries(
      await Promise.all(
        Object.entries(version.files).map(async ([name, digest]) => [
          name,
          await text(services.store.read(digest)),
        ]),
      ),
    );
    expect(files['train.jsonl'].trim().split('\n')).toHaveLength(train);
    const first = JSON.parse(files['test.jsonl'].split('\n')[0]);
    expect(Object.keys(first)).toEqual(['id', 'messages', 'label']);
    expect(createHash('sha256').update(files['manifest.jsonl']).digest('hex')).toBe(version.digest);
    const rows = await listRowsOfSplit(services.db, version.id, 'test');
    expect(rows.map(({ recordId }) => recordId)).toEqual(
      files['test.jsonl']
        .trim()
        .split('\n')
        .map((line: string) => JSON.parse(line).id),
    );
    expect(rows[0]).toMatchObject({ split: 'test', messages: [{ role: 'user' }, { role: 'assistant' }] });
    await importText(shop(200, 220));
    await freezeVersionJob.run(services, { versionId: version.id }, new AbortController().signal);
    expect(await getDatasetVersion(services.db, project, version.id)).toEqual(version);
    expect((await data.datasets.list({ project })).items).toMatchObject([{ name: 'desk', latest: { n: 1 } }]);
    expect(
      (await data.datasets.rows({ project, id: version.id, limit: 7, split: 'train' })).items,
    ).toHaveLength(7);
  });

  it('keeps every row where an earlier version had it, and splits the same data the same way elsewhere', async () => {
    const one = await createTestProject(services);
    await one.importText(shop(0, 120));
    const first = await one.freeze('desk', { seed: 5 });
    await one.importText(shop(120, 180));
    const second = await one.freeze('desk', { seed: 6 });
    const splitsOf = async (id: string) =>
      new Map(
        (await one.data.datasets.rows({ project: one.project, id, limit: 500 })).items.map(row => [
          row.recordId,
          row.split,
        ]),
      );
    const [before, after] = [await splitsOf(first.id), await splitsOf(second.id)];
    for (const [record, split] of before) expect(after.get(record)).toBe(split);
    expect(second).toMatchObject({ n: 2, facts: { rows: 180 } });
    const other = await createTestProject(services);
    await other.importText(shop(0, 120));
    expect((await other.freeze('copy', { seed: 5 })).facts!.bySplit).toEqual(first.facts!.bySplit);
  });

  it('never tears near duplicates apart', async () => {
    const { project, data, importText, freeze } = await createTestProject(services);
    const near = (at: number) =>
      `My ${topics[at % 10]} broke on its way, and what do I do about a ${topics[(at * 3 + 1) % 10]}?`;
    const rows = Array.from({ length: 40 }, (_, at) =>
      pair(`${near(at % 10)}${at < 10 ? '' : ` Now${'!'.repeat(at)}`}`, `Answer ${at}.`),
    );
    await importText(jsonl(rows));
    const version = await freeze('near');
    const { items } = await data.datasets.rows({ project, id: version.id, limit: 500 });
    const groups = [
      ...Map.groupBy(items, ({ messages }) => Number(/\d+/.exec(messages[1]!.content)) % 10).values(),
    ];
    expect(groups).toHaveLength(10);
    for (const group of groups)
      expect(new Set(group.map(({ split, groupKey }) => split + groupKey)).size).toBe(1);
  });

  it('takes only active records that the recipe asks for, and waits for a cleaning run', async () => {
    const { project, data, importText, freeze, clean, runJobs } = await createTestProject(services, ['en']);
    await importText(shop(0, 60) + jsonl([pair('Is it open?', '')]));
    await clean();
    expect((await freeze('all')).facts!.rows).toBe(60);
    expect((await freeze('some', { labels: ['wick'], maxRows: 5 })).facts!).toMatchObject({
      rows: 5,
      byLabel: { wick: {} },
    });
    expect(await freeze('none', { labels: ['nothing'] })).toMatchObject({
      state: 'failed',
      facts: null,
      error: { code: 'no_training_rows', remedy: expect.any(String) },
    });
    await data.cleaningRuns.create({ project });
    const dataset = await data.datasets.create({ project, name: 'all' });
    await expect(data.datasets.freeze({ project, id: dataset.id })).rejects.toMatchObject({
      code: 'cleaning_running',
    });
    await runJobs();
  });
});

describe('reserved evaluation data', () => {
  const reservedProject = async () => {
    const test = await createTestProject(services);
    await test.importText(shop(0, 100));
    const version = await test.freeze('desk', { seed: 2 });
    const [row] = await listRowsOfSplit(services.db, version.id, 'test');
    return { ...test, version, question: row!.messages[0]!.content };
  };

  it('is refused at import, exactly and nearly, but not as the very row that is there', async () => {
    const { project, data, importText, question, version } = await reservedProject();
    const [row] = await listRowsOfSplit(services.db, version.id, 'test');
    const done = await importText(
      jsonl([
        pair(question, 'Another answer.'),
        pair(`${question} Now!`, 'Another.'),
        { messages: row!.messages, label: row!.label! },
        pair('Something new altogether?', 'Yes.'),
      ]),
      'more.jsonl',
    );
    expect(done).toMatchObject({ recordCount: 1, duplicateCount: 1, rejectCount: 2 });
    const { items } = await data.imports.rejects({ project, id: done.id });
    expect(items.map(({ code, line }) => [code, line])).toEqual([
      ['reserved_for_evaluation', 1],
      ['reserved_for_evaluation', 2],
    ]);
  });

  it('fails a freeze of another dataset with the list of offenders, or is left out on request', async () => {
    const { freeze, version } = await reservedProject();
    const failed = await freeze('other', { seed: 99 });
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'evaluation_data_in_training', remedy: expect.stringContaining('exclude') },
    });
    expect(failed.error!.offenders!.length).toBeGreaterThan(0);
    expect(failed.error!.offenders![0]).toMatchObject({ by: 'same_question', datasetVersionId: version.id });
    const excluded = await freeze('other', { seed: 99, reserved: 'exclude' });
    expect(excluded.state).toBe('frozen');
    expect(excluded.facts!.rows).toBeLessThan(100);
  });

  it('is refused among rows that other stages add', async () => {
    const { project, source, question } = await reservedProject();
    const rows = [
      pair(question, 'From a thumb.'),
      pair('A fresh question?', 'A fresh answer.', { externalId: 'promotion-1' }),
      pair('A fresh question?', 'A fresh answer.'),
    ];
    const outcomes = await services.db.transaction().execute(trx =>
      addRows(trx, services, {
        projectId: project,
        sourceId: source.id,
        rows: rows as never,
        derivedBy: 'feedback',
      }),
    );
    expect(outcomes).toMatchObject([
      { kind: 'reject', problem: { code: 'reserved_for_evaluation' } },
      { kind: 'record' },
      { kind: 'duplicate', by: 'content' },
    ]);
  });
});
