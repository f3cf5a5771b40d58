import { beforeAll, describe, expect, it } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { newId } from '#platform/database/new-id.ts';
import { inventWords } from '../../../../soak/invent-text.ts';
import { createTestProject, jsonl, pair } from '../test-project.ts';

let services: TestServices;
beforeAll(async () => {
  services = await createTestServices();
});

const row = (seed: string, answer = inventWords(`${seed} answer`, 12)) =>
  pair(`${inventWords(seed, 9)}?`, answer);
const rows = (seed: string, count: number) => Array.from({ length: count }, (_, n) => row(`${seed} ${n}`));

async function splitsOf(
  { data, project }: Awaited<ReturnType<typeof createTestProject>>,
  id: string,
): Promise<Record<string, string>> {
  const { items } = await data.datasets.rows({ project, id, limit: 500 });
  return Object.fromEntries(items.map(({ messages, split }) => [messages[0]!.content, split]));
}

describe('a version of files that somebody divided', () => {
  it('holds their rows and no others, each in the split of its file', async () => {
    const ground = await createTestProject(services);
    await ground.importText(jsonl(rows('elsewhere', 5)));
    const train = await ground.importText(jsonl(rows('train', 20)), 'train.jsonl');
    const validation = await ground.importText(jsonl(rows('valid', 6)), 'valid.jsonl');
    const imports = { train: [train.id], validation: [validation.id] };
    const version = await ground.freeze('given', { imports });
    expect(version).toMatchObject({
      state: 'frozen',
      facts: { bySplit: { train: 20, validation: 6, test: 0 } },
    });
    const all = await ground.freeze('given', { imports: { train: [train.id, validation.id] } });
    expect(all.facts!.bySplit).toEqual({ train: 26, validation: 0, test: 0 });
  });

  it('holds rows that were in the project before, and holds out what both files ask', async () => {
    const ground = await createTestProject(services);
    const before = rows('before', 4);
    await ground.importText(jsonl(before));
    const asked = row('asked in both');
    const near = pair(`${asked.messages[0]!.content} now`, 'Another answer altogether, with other words.');
    const train = await ground.importText(jsonl([...before, near, ...rows('more', 5)]), 'train.jsonl');
    expect(train.duplicateCount).toBe(4);
    const validation = await ground.importText(jsonl([asked]), 'valid.jsonl');
    const imports = { train: [train.id], validation: [validation.id] };
    const version = await ground.freeze('given', { imports });
    const splits = await splitsOf(ground, version.id);
    for (const { messages } of before) expect(splits[messages[0]!.content]).toBe('train');
    expect(splits[asked.messages[0]!.content]).toBe('validation');
    expect(splits[near.messages[0]!.content]).toBe('validation');
    expect(version.facts!.bySplit).toEqual({ train: 9, validation: 2, test: 0 });
  });

  it('needs imports of the project', async () => {
    const { freeze } = await createTestProject(services);
    await expect(freeze('given', { imports: { train: [newId()] } })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});
