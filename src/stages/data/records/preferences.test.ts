import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { addRows, listAskableRows } from '../index.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const subjects = [
  'lamp',
  'wick',
  'oil',
  'chimney',
  'parcel',
  'refund',
  'voucher',
  'candle',
  'lantern',
  'kit',
];
const subject = (at: number) => `${subjects[at % 10]} of order ${at}`;
const ask = (at: number) => `What became of the ${subject(at)}, please?`;
const duel = (at: number) => ({
  prompt: ask(at),
  chosen: `Your ${subject(at)} left our shop this morning.`,
  rejected: `Somebody may know about ${at}, ask again.`,
});
const verdict = (at: number, label: boolean) => ({
  prompt: ask(at),
  completion: label ? `It is packed: ${at}.` : `Grumpfish ${at}.`,
  label,
});
const times = <Value>(count: number, make: (at: number) => Value) =>
  Array.from({ length: count }, (_, at) => make(at));

async function readFile(version: { files: Record<string, string> }, name: string) {
  const lines = (await text(services.store.read(version.files[name]!))).trim().split('\n');
  return lines.filter(line => line !== '').map(line => JSON.parse(line) as Record<string, unknown>);
}

describe('rows with a preference', () => {
  it('are imported with both answers as their identity, listed by kind and found by either answer', async () => {
    const { project, data, importText, runJobs } = await createTestProject(services);
    const other = { ...duel(0), rejected: 'Another bad answer.' };
    const file = [
      duel(0),
      duel(0),
      other,
      { ...duel(1), rejected: '' },
      { ...duel(2), rejected: duel(2).chosen },
    ];
    const done = await importText(jsonl(file));
    expect(done).toMatchObject({ recordCount: 2, duplicateCount: 1, rejectCount: 2 });
    const rejects = (await data.imports.rejects({ project, id: done.id })).items;
    expect(rejects.map(({ line, code, field }) => [line, code, field])).toEqual([
      [4, 'empty_answer', 'rejected'],
      [5, 'same_answers', 'rejected'],
    ]);
    await importText(jsonl(times(4, at => verdict(at, at % 2 === 0))));
    await importText(jsonl([pair(ask(9), 'It is on the shelf.')]));
    await runJobs();
    const kindsOf = async (filter: object) =>
      (await data.records.list({ project, ...filter })).items.map(({ kind }) => kind).sort();
    expect(await kindsOf({ kind: 'pair' })).toEqual(['pair', 'pair']);
    expect(await kindsOf({ kind: 'judged' })).toEqual(Array(4).fill('judged'));
    expect(await kindsOf({ text: 'another bad' })).toEqual(['pair']);
    expect(await kindsOf({ text: 'grumpfish' })).toEqual(['judged', 'judged']);
    const [found] = (await data.records.list({ project, text: 'another bad' })).items;
    const { revisions } = await data.records.get({ project, id: found!.id });
    expect(revisions[0]!.payload).toEqual({
      messages: pair(ask(0), duel(0).chosen).messages,
      preference: { rejected: 'Another bad answer.' },
    });
    await expect(data.recordFacets.facets({ project })).resolves.toBeDefined();
  });

  it('are cleaned in both answers, and compared with rows of their own kind', async () => {
    const { project, data, importText, clean } = await createTestProject(services);
    const mail = {
      prompt: 'Where do I write?',
      chosen: 'To <b>ada@example.com</b>.',
      rejected: 'Ask bob@example.com &amp; hope.',
    };
    const answer = 'It ships on Monday from the harbour store.';
    const likes = { prompt: 'When does it ship, the big one?', completion: answer, label: true };
    await importText(
      jsonl([mail, { prompt: 'Is it open now?', chosen: '<p>Yes it is.</p>', rejected: 'Yes it is!' }]),
    );
    await importText(jsonl([likes, { ...likes, label: false }, verdict(1, false)]));
    await importText(jsonl([pair(likes.prompt, answer)]));
    const swapped = { prompt: ask(3), chosen: duel(3).rejected, rejected: duel(3).chosen };
    await importText(jsonl([duel(3), swapped]));
    const run = await clean();
    expect(run).toMatchObject({ state: 'done', counts: { 'preference.same_answers': 1 } });
    const records = (await data.records.list({ project, limit: 50 })).items;
    const payloadOf = async (preview: string, kind: string) => {
      const { id } = records.find(one => one.preview.startsWith(preview) && one.kind === kind)!;
      const { revisions, currentRevisionId, state } = await data.records.get({ project, id });
      return { state, ...revisions.find(one => one.id === currentRevisionId)!.payload };
    };
    expect(await payloadOf('Where do I write', 'pair')).toMatchObject({
      messages: [{}, { content: 'To [EMAIL_1].' }],
      preference: { rejected: 'Ask [EMAIL_2] & hope.' },
    });
    expect(await payloadOf('Is it open', 'pair')).toMatchObject({ state: 'dropped' });
    expect(await payloadOf('When does it ship', 'conversation')).toMatchObject({ state: 'active' });
    const about = await data.records.list({ project, decision: 'duplicates.contradictory_preference' });
    expect(about.items.map(({ kind }) => kind).sort()).toEqual(['judged', 'judged', 'pair', 'pair']);
    expect(records.filter(({ state }) => state === 'dropped')).toHaveLength(1);
  });

  it('stand in a version in the files that each objective reads, split with their question', async () => {
    const { project, data, importText, freeze } = await createTestProject(services);
    await importText(jsonl(times(60, duel)));
    await importText(jsonl(times(60, at => verdict(at, at % 3 !== 0))));
    await importText(jsonl(times(30, at => pair(ask(at), `The ${subject(at)} is on the shelf.`))));
    const version = await freeze('desk', { seed: 5 });
    expect(version.error).toBeNull();
    const { byKind, bySplit, rows } = version.facts!;
    expect(rows).toBe(150);
    for (const split of ['train', 'validation', 'test'] as const)
      expect(byKind.conversation[split] + byKind.pair[split] + byKind.judged[split]).toBe(bySplit[split]);
    const [sft, dpo, kto] = await Promise.all(
      ['train.jsonl', 'train.dpo.jsonl', 'train.kto.jsonl'].map(name => readFile(version, name)),
    );
    expect(sft).toHaveLength(byKind.conversation.train);
    expect(dpo).toHaveLength(byKind.pair.train);
    expect(kto).toHaveLength(byKind.judged.train + 2 * byKind.pair.train);
    expect(Object.keys(dpo![0]!)).toEqual(['id', 'messages', 'chosen', 'rejected']);
    expect(dpo![0]).toMatchObject({ messages: [{ role: 'user' }] });
    expect(new Set(kto!.map(row => Object.keys(row).join()))).toEqual(
      new Set(['id,messages,answer,desirable']),
    );
    expect(new Set(kto!.map(({ id }) => id)).size).toBe(kto!.length);
    const placed = (await data.datasets.rows({ project, id: version.id, limit: 500 })).items;
    const splitsOf = Map.groupBy(placed, ({ messages }) => messages[0]!.content);
    for (const [, found] of splitsOf) expect(new Set(found.map(({ split }) => split)).size).toBe(1);
    const asked = await listAskableRows(services.db, version.id, 'test');
    const questions = asked.map(({ messages }) => messages[0]!.content);
    expect(new Set(questions).size).toBe(questions.length);
    const isWanted = ({ preference }: (typeof placed)[number]) =>
      !(preference && 'desirable' in preference && !preference.desirable);
    const wanted = placed.filter(row => row.split === 'test' && isWanted(row));
    expect(new Set(questions)).toEqual(new Set(wanted.map(({ messages }) => messages[0]!.content)));
    const only = await freeze('pairs', { kinds: ['pair'], reserved: 'exclude' });
    expect(only.facts).toMatchObject({ byKind: { conversation: { train: 0 }, judged: { train: 0 } } });
    expect(Object.keys(only.files).filter(name => name.includes('kto'))).not.toEqual([]);
  });

  it('may not ask what a test split has reserved', async () => {
    const { project, source, importText, freeze } = await createTestProject(services);
    await importText(jsonl(times(30, at => pair(ask(at), `The ${subject(at)} is on the shelf.`))));
    const version = await freeze('desk', { split: { train: 1, validation: 0, test: 1 } });
    const [test] = await readFile(version, 'test.jsonl');
    const [{ content }] = test!.messages as [{ content: string }];
    const leaking = { prompt: content, chosen: 'A good answer.', rejected: 'A bad one.' };
    expect(await importText(jsonl([leaking]))).toMatchObject({ recordCount: 0, rejectCount: 1 });
    const rows = [{ ...pair(content, 'Liked.'), preference: { desirable: true } }];
    const added = await services.db.transaction().execute(trx =>
      addRows(trx, services, {
        projectId: project,
        sourceId: source.id,
        rows: rows as never,
        derivedBy: 'feedback',
      }),
    );
    expect(added).toMatchObject([{ kind: 'reject', problem: { code: 'reserved_for_evaluation' } }]);
  });
});
