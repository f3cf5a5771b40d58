import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseFacts } from '#platform/backup/dump-database.ts';
import { verifyArchive } from '#platform/backup/verify-archive.ts';
import type { House } from '../server-kill/house.ts';
import type { Moment } from './moment.ts';

/** Of every table that only grows: all rows of before the backup began are in it, and no more than when it had ended. */
export async function checkCounts(
  file: string,
  before: Moment,
  after: Moment,
  fault: House['fault'],
): Promise<number> {
  const { tables } = (await verifyArchive(file)).manifest.database as DatabaseFacts;
  for (const [table, least] of Object.entries(before.counts)) {
    const rows = tables.find(each => each.name === table)?.rows ?? -1;
    const most = after.counts[table]!;
    if (rows < least || rows > most) fault(`${table} has ${rows} rows, of ${least} before and ${most} after`);
  }
  return tables.reduce((sum, each) => sum + each.rows, 0);
}

export function checkEdges(before: Moment, restored: Moment, fault: House['fault']): void {
  for (const edge of before.edges) if (!restored.edges.has(edge)) fault(`lost: the lineage ${edge}`);
}

const references = `
  select 'import ' || id as what, file_digest as digest from import_batch
  union all select 'version ' || v.id, f.value #>> '{}' from dataset_version v, jsonb_each(v.files) f
  union all select 'model ' || m.id, f.value #>> '{}' from model_version m, jsonb_each(m.files) f`;

/** Every file that a row names lies in the restored store; the restore itself held each to its digest. */
export async function checkArtifacts({ server, fault }: House): Promise<number> {
  const rows = await server.query<{ what: string; digest: string }>(references);
  for (const { what, digest } of rows)
    if (!existsSync(path.join(server.dataDir, 'artifacts', 'sha256', digest.slice(0, 2), digest)))
      fault(`lost: the file ${digest} of ${what}`);
  return rows.length;
}

const patienceMs = 90_000;

/** What waited or ran when the backup was taken comes to its end in the restored platform, with the right counts. */
export async function checkImportsEnd({ server, fault }: House, { ledger }: Moment): Promise<void> {
  const expected = new Map(ledger.imports.map(each => [each.id, each]));
  const list = () =>
    server.query<{
      id: string;
      state: string;
      read: number;
      record: number;
      duplicate: number;
      reject: number;
    }>(
      `select id, state, read_count as read, record_count as record, duplicate_count as duplicate,
         reject_count as reject from import_batch where id = any($1)`,
      [[...expected.keys()]],
    );
  let rows = await list();
  for (const until = Date.now() + patienceMs; rows.some(row => row.state !== 'done') && Date.now() < until;) {
    await sleep(250);
    rows = await list();
  }
  for (const row of rows) {
    const wanted = expected.get(row.id)!;
    const is = [row.state, row.read, row.record, row.duplicate, row.reject].join();
    const should = ['done', wanted.read, wanted.record, wanted.duplicate, wanted.reject].join();
    if (is !== should) fault(`import ${row.id} ends as ${is} in the restored platform, not ${should}`);
  }
}

/** The same words to the same question, from the remote model and from the built-in one without chance. */
export async function checkAnswers(
  original: House,
  restored: House,
  models: string[],
  round: number,
): Promise<number> {
  for (const model of models) {
    const [one, two] = [await answer(original, model, round), await answer(restored, model, round)];
    if (one !== two) restored.fault(`${model} answers ${two}, and ${one} before`);
  }
  return models.length;
}

async function answer({ server }: House, model: string, round: number): Promise<string> {
  const { origin, key } = await server.current();
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model,
      temperature: 0,
      max_tokens: 12,
      messages: [{ role: 'user', content: `round ${round} words 12` }],
    }),
  });
  const body = (await response.json()) as { choices?: { message: { content: string } }[] };
  return (
    body.choices?.[0]?.message.content ?? `nothing (${response.status} ${JSON.stringify(body).slice(0, 200)})`
  );
}

/** What an object came from, as people see it. */
export async function checkLineage(original: House, restored: House): Promise<void> {
  const url = `/projects/desk/lineage/dataset_version/${original.desk.datasetVersionId}?direction=up`;
  const [one, two] = [await original.client.call('GET', url), await restored.client.call('GET', url)];
  if (one.status !== 200 || JSON.stringify(one.body) !== JSON.stringify(two.body))
    restored.fault(`the lineage of the first version is ${JSON.stringify(two).slice(0, 300)}`);
}

/** A key of before the backup opens the restored platform: its hash and the secret came along. */
export async function checkKey(restored: House, key: string): Promise<void> {
  const { origin } = await restored.server.current();
  const response = await fetch(`${origin}/api/v1/system/me`, { headers: { authorization: `Bearer ${key}` } });
  if (response.status !== 200)
    restored.fault(`a key of before the backup is answered with ${response.status}`);
}
