import { beforeAll, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';

let services: TestServices;

beforeAll(async () => {
  services = await createTestServices();
});

const rows = Array.from({ length: 40 }, (_, at) =>
  pair(
    `Where is ${['lamp', 'chair', 'kettle', 'pump'][at % 4]} ${at * 7919}?`,
    `It left the house on day ${at}.`,
  ),
);

async function twoVersions() {
  const project = await createTestProject(services);
  await project.importText(jsonl([...rows, pair('Write to me', 'Ask <b>anna</b> about it.')]));
  const first = await project.freeze('support');
  const { data, project: id } = project;
  const { items } = await data.records.list({ project: id, text: '7919', limit: 1 });
  await data.decisionSets.create({
    project: id,
    action: 'drop',
    reason: 'r',
    filter: { ids: [items[0]!.id] },
  });
  await project.importText(jsonl([pair('A new question here?', 'A new answer.')]), 'more.jsonl');
  await project.clean();
  const second = await project.freeze('support');
  return { ...project, first, second, dropped: items[0]! };
}

it(
  'counts and lists what was added, removed and changed; no row moves to another split',
  { timeout: 60_000 },
  async () => {
    const { data, project, first, second, dropped } = await twoVersions();
    const diff = await data.versionDiffs.counts({ project, id: second.id });
    expect(diff).toMatchObject({ against: { id: first.id }, added: 1, removed: 1, changed: 1, moved: 0 });
    expect(diff.same + diff.changed + diff.added).toBe(second.facts!.rows);
    const list = async (kind: 'added' | 'removed' | 'changed' | 'moved') =>
      (await data.versionDiffs.rows({ project, id: second.id, kind })).items;
    expect(await list('added')).toMatchObject([
      { before: null, after: { messages: [{ content: 'A new question here?' }, {}] } },
    ]);
    expect(await list('removed')).toMatchObject([{ recordId: dropped.id, after: null }]);
    const [changed] = await list('changed');
    expect(changed!.before!.messages[1]!.content).toContain('<b>');
    expect(changed!.after!.messages[1]!.content).toBe('Ask anna about it.');
    expect(await list('moved')).toEqual([]);
    const back = await data.versionDiffs.counts({ project, id: first.id, against: second.id });
    expect(back).toMatchObject({ added: 1, removed: 1, changed: 1, moved: 0, same: diff.same });
    await services.pool.query(
      `update dataset_row set split = 'validation' where version_id = $1 and split = 'train'`,
      [second.id],
    );
    expect((await data.versionDiffs.counts({ project, id: second.id })).moved).toBeGreaterThan(0);
    expect((await list('moved'))[0]).toMatchObject({
      before: { split: 'train' },
      after: { split: 'validation' },
    });
    const all = await data.versionDiffs.counts({ project, id: first.id });
    expect(all).toMatchObject({ against: null, added: first.facts!.rows });
    const page = await data.versionDiffs.rows({ project, id: first.id, kind: 'added', limit: 30 });
    const rest = await data.versionDiffs.rows({
      project,
      id: first.id,
      kind: 'added',
      limit: 30,
      after: page.next!,
    });
    expect(page.items.length + rest.items.length).toBe(first.facts!.rows);
  },
);

it('compares frozen versions of the project alone', { timeout: 60_000 }, async () => {
  const one = await createTestProject(services);
  await one.importText(jsonl(rows));
  const version = await one.freeze('a');
  const other = await createTestProject(services);
  await other.importText(jsonl(rows));
  const foreign = await other.freeze('a');
  const { counts } = one.data.versionDiffs;
  await expect(counts({ project: one.project, id: version.id, against: foreign.id })).rejects.toMatchObject({
    code: 'not_found',
  });
  await services.pool.query(`update dataset_version set state = 'building' where id = $1`, [version.id]);
  await expect(counts({ project: one.project, id: version.id })).rejects.toMatchObject({
    code: 'dataset_not_frozen',
  });
});
