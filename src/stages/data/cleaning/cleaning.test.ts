import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';
import { cleanRecordsJob } from './clean-records.job.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const rows = [
  pair('Where do I write to?', 'Write to <b>ann@example.com</b> today.'),
  pair('Is the shop open?', ''),
  pair(
    'Is the shop warm today, and could you tell me before I leave?',
    'Yes, it is warm and dry in here today.',
  ),
  pair(
    'is the shop warm today - and could you tell me before i leave',
    'Yes, it is warm and dry in here today!',
  ),
  pair(
    'Is the shop warm today, and would you tell me before I leave?',
    'Yes, it is warm and dry in here today.',
  ),
  pair('How long is the warranty?', 'Five years, 5 in all.'),
  pair('How long is the warranty??', 'It is 2 years.'),
  pair('茶到哪了', '今晚八点后就能看到物流号了。'),
];

async function cleanedProject() {
  const test = await createTestProject(services, ['en']);
  await test.importText(jsonl(rows));
  return { ...test, run: await test.clean() };
}

describe('a cleaning run', () => {
  it('writes new revisions, sets states, and lists every decision with its reason', async () => {
    const { project, data, run } = await cleanedProject();
    expect(run).toMatchObject({
      state: 'done',
      number: 1,
      total: 8,
      done: 8,
      counts: {
        active: 5,
        dropped: 2,
        set_aside: 1,
        'html.html_removed': 1,
        'pii.pii_replaced': 1,
        'empty_turn.empty_answer': 1,
        'language.other_language': 1,
        'duplicates.normalised_duplicate': 1,
        'duplicates.near_duplicate': 1,
        'duplicates.contradictory_answer': 2,
      },
    });
    const { items } = await data.cleaningRuns.decisions({ project, id: run.id });
    expect(items).toHaveLength(8);
    expect(items.every(({ reason, preview }) => reason.endsWith('.') && preview !== '')).toBe(true);
    const scrubbed = items.find(({ operator }) => operator === 'pii')!;
    const record = await data.records.get({ project, id: scrubbed.recordId });
    expect(
      record.revisions.map(({ n, derivedBy, payload }) => [n, derivedBy, payload.messages[1]!.content]),
    ).toEqual([
      [1, 'import', 'Write to <b>ann@example.com</b> today.'],
      [2, 'cleaning:html,pii', 'Write to [EMAIL_1] today.'],
    ]);
    expect(record.currentRevisionId).toBe(record.revisions[1]!.id);
    expect(record.signals.map(({ operator }) => operator)).toContain('length');
    expect(JSON.stringify(record.decisions)).not.toContain('ann@example.com');
  });

  it('shows clusters with their representative, and drops only the same text', async () => {
    const { project, data, run } = await cleanedProject();
    const { items } = await data.cleaningRuns.clusters({ project, id: run.id });
    expect(items.map(({ method, size }) => [method, size]).sort()).toEqual([
      ['contradiction', 2],
      ['near', 2],
      ['normalised', 2],
    ]);
    const states = (await data.records.list({ project, state: 'dropped' })).items.map(
      ({ preview }) => preview,
    );
    expect(states.sort()).toEqual([
      'Is the shop open?',
      'is the shop warm today - and could you tell me before i leave',
    ]);
  });

  it('follows changed thresholds without measuring again, and makes no second revision of the same text', async () => {
    const { project, data, clean } = await cleanedProject();
    await services.pool.query(
      `update signal set value = jsonb_set(value, '{value,tokens}', '5000') where operator = 'length' and revision_id in
      (select current_revision_id from record where project_id = $1 and preview = 'Is the shop warm today, and would you tell me before I leave?')`,
      [project],
    );
    const run = await clean({ operators: { length: { maxTokens: 4_000 }, language: false } });
    expect(run.counts).toMatchObject({ 'length.too_long': 1, set_aside: 1, active: 5 });
    const { rows: revisions } = await services.pool.query(
      'select count(*)::int as count from record_revision v join record r on r.id = v.record_id where r.project_id = $1',
      [project],
    );
    expect(revisions[0].count).toBe(9);
    expect((await data.cleaningRuns.list({ project })).items.map(({ number }) => number)).toEqual([2, 1]);
  });

  it('gives the project its languages and keeps a complete recipe', async () => {
    const { run } = await cleanedProject();
    expect(run.recipe).toMatchObject({
      operators: { language: { languages: ['en'], minLetters: 24 }, length: { maxTokens: 1024 } },
      duplicates: { similarity: 0.8 },
    });
  });

  it('that is killed goes on where it was and ends with the same counts', async () => {
    const { project, data, importText, runJobs } = await createTestProject(services, ['en']);
    await importText(
      jsonl(
        Array.from({ length: 450 }, (_, at) =>
          pair(`Where is parcel ${at}?`, at % 9 === 0 ? '' : `Parcel ${at} is on its way to you now.`),
        ),
      ),
    );
    const { id } = await data.cleaningRuns.create({ project });
    const kill = new AbortController();
    const ended = cleanRecordsJob
      .run(services, { cleaningRunId: id }, kill.signal)
      .then(() => 'to its end', String);
    while ((await data.cleaningRuns.get({ project, id })).done === 0) await sleep(2);
    kill.abort();
    expect(await ended).toMatch(/abort/i);
    const half = await data.cleaningRuns.get({ project, id });
    expect(half).toMatchObject({ state: 'running' });
    expect(half.done % 100).toBe(0);
    await runJobs();
    expect(await data.cleaningRuns.get({ project, id })).toMatchObject({
      state: 'done',
      done: 450,
      counts: { active: 400, dropped: 50 },
    });
    expect(
      (await data.cleaningRuns.decisions({ project, id, limit: 500, code: 'empty_answer' })).items,
    ).toHaveLength(50);
  });
});

describe('taking a decision back', () => {
  it('restores what it changed, keeps what others decided, and holds for runs to come', async () => {
    const { project, data, run, clean } = await cleanedProject();
    const { items } = await data.cleaningRuns.decisions({ project, id: run.id, operator: 'html' });
    const { recordId, id } = items[0]!;
    const { version } = await data.records.get({ project, id: recordId });
    const call = { project, id: recordId, decisionId: id, version };
    await expect(data.records.revert({ ...call, version: version - 1 })).rejects.toMatchObject({
      code: 'version_conflict',
    });
    const record = await data.records.revert(call);
    const textOf = (of: typeof record) =>
      of.revisions.find(one => one.id === of.currentRevisionId)!.payload.messages[1]!.content;
    expect(textOf(record)).toBe('Write to <b>[EMAIL_1]</b> today.');
    expect(record.revisions).toHaveLength(3);
    expect(record.decisions.find(one => one.id === id)).toMatchObject({ revertedBy: services.owner.ref });
    await clean();
    expect(textOf(await data.records.get({ project, id: recordId }))).toBe(
      'Write to <b>[EMAIL_1]</b> today.',
    );
  });

  it('brings a dropped duplicate back', async () => {
    const { project, data, run, clean } = await cleanedProject();
    const [dropped] = (
      await data.cleaningRuns.decisions({ project, id: run.id, code: 'normalised_duplicate' })
    ).items;
    const { version } = await data.records.get({ project, id: dropped!.recordId });
    expect(
      await data.records.revert({ project, id: dropped!.recordId, decisionId: dropped!.id, version }),
    ).toMatchObject({ state: 'active' });
    await clean();
    expect(await data.records.get({ project, id: dropped!.recordId })).toMatchObject({ state: 'active' });
  });
});
