import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitForNone } from '../wait-for-none.ts';
import type { WorkLedger } from './work-ledger.ts';

export type Ask = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>;

export type Scene = { ask: Ask; dataDir: string; fault(sentence: string): void };

/** Everything that was acknowledged is there, once, as it was told. */
export async function checkAcknowledged(scene: Scene, ledger: WorkLedger): Promise<void> {
  await checkSources(scene, ledger);
  await checkCalls(scene, ledger);
  await checkFeedback(scene, ledger);
  await checkThere(scene, 'import_batch', [...ledger.imports.keys()]);
  await checkThere(scene, 'dataset_version', ledger.versions);
  await checkThere(scene, 'run', ledger.runs);
}

async function checkThere({ ask, fault }: Scene, table: string, ids: string[]): Promise<void> {
  const rows = await ask<{ id: string }>(`select id from ${table} where id = any($1)`, [ids]);
  const found = new Set(rows.map(({ id }) => id));
  for (const id of ids) if (!found.has(id)) fault(`lost: ${table} ${id}`);
}

async function checkSources({ ask, fault }: Scene, { sources }: WorkLedger): Promise<void> {
  const rows = await ask<{ id: string; name: string }>('select id, name from source');
  const byId = new Map(rows.map(({ id, name }) => [id, name]));
  for (const [id, name] of sources)
    if (byId.get(id) !== name) fault(`lost: source ${name}, found ${byId.get(id)}`);
  const twice = rows.length - new Set(rows.map(({ name }) => name)).size;
  if (twice > 0) fault(`doubled: ${twice} sources`);
}

async function checkCalls({ ask, fault }: Scene, { calls }: WorkLedger): Promise<void> {
  const rows = await ask<{ id: string; state: string; text: string | null }>(
    'select id, state, response_text as text from interaction where id = any($1)',
    [[...calls.keys()]],
  );
  const byId = new Map(rows.map(row => [row.id, row]));
  for (const [id, text] of calls) {
    const row = byId.get(id);
    if (!row) fault(`lost: the call ${id}`);
    else if (row.state !== 'ok') fault(`lost: the end of call ${id}, which is ${row.state}`);
    else if (row.text !== text) fault(`the call ${id} is kept with another text`);
  }
}

async function checkFeedback({ ask, fault }: Scene, { feedback }: WorkLedger): Promise<void> {
  const rows = await ask<{ id: string }>(`select id from judgement where round = 'feedback'`);
  const found = new Set(rows.map(({ id }) => id));
  for (const [key, id] of feedback) if (!found.has(id)) fault(`lost: feedback ${key}`);
  if (new Set(feedback.values()).size !== feedback.size) fault('two pieces of feedback got one id');
}

/** Calls whose clients left come to an end too. */
export async function checkEnds({ ask, fault }: Scene, patienceMs = 20_000): Promise<void> {
  const started = await waitForNone(() => countStarted(ask), patienceMs);
  if (started > 0) fault(`${started} calls are open though nobody asks anything`);
}

const countStarted = async (ask: Ask): Promise<number> =>
  (await ask<{ n: number }>(`select count(*)::int as n from interaction where state = 'started'`))[0]!.n;

type ImportRow = {
  id: string;
  state: string;
  read: number;
  records: number;
  duplicates: number;
  rejects: number;
};

/** Work in the background comes to its end by itself, however long the line; every row of every file is there, once. */
export async function checkImports(
  scene: Scene,
  { imports }: WorkLedger,
  patienceMs = 180_000,
): Promise<void> {
  const { ask, fault } = scene;
  const going = () =>
    ask<{ n: number }>(
      `select (select count(*) from import_batch where state in ('queued', 'running'))::int
         + (select count(*) from dataset_version where state = 'building')::int as n`,
    );
  const left = await waitForNone(async () => (await going())[0]!.n, patienceMs);
  if (left > 0) fault(`for ${patienceMs / 1_000} s none of ${left} imports and versions came to its end`);
  const rows = await ask<ImportRow>(
    `select id, state, read_count as read, record_count as records, duplicate_count as duplicates,
       reject_count as rejects from import_batch`,
  );
  for (const row of rows) {
    const rowsOf = imports.get(row.id)?.rows ?? row.read;
    if (
      row.state !== 'done' ||
      row.read !== rowsOf ||
      row.records + row.duplicates + row.rejects !== row.read
    )
      fault(`import ${row.id} should have read ${rowsOf}: ${JSON.stringify(row)}`);
  }
  const total = rows.reduce((sum, { records }) => sum + records, 0);
  const [kept] = await ask<{ n: number }>('select count(*)::int as n from record');
  if (kept!.n !== total) fault(`imports tell of ${total} records, there are ${kept!.n}`);
}

/** Files are whole: every acknowledged upload, and all that a frozen version names. */
export async function checkFiles({ ask, dataDir, fault }: Scene, { uploads }: WorkLedger): Promise<void> {
  const frozen = await ask<{ id: string; files: Record<string, string> }>(
    `select id, files from dataset_version where state = 'frozen'`,
  );
  const named = frozen.flatMap(({ files }) => Object.values(files));
  for (const digest of new Set([...uploads.keys(), ...named])) {
    const file = path.join(dataDir, 'artifacts', 'sha256', digest.slice(0, 2), digest);
    if (!existsSync(file)) fault(`lost: the file ${digest}`);
    else if ((await digestOf(file)) !== digest) fault(`broken: the file ${digest}`);
  }
}

async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** PostgreSQL's own examination of every B-tree and every table, where the extension is there. */
export async function checkDatabase({ ask, fault }: Scene): Promise<void> {
  const [there] = await ask(`select 1 from pg_available_extensions where name = 'amcheck'`);
  if (!there) return;
  await ask('create extension if not exists amcheck');
  await ask(
    `select bt_index_check(c.oid, true) from pg_class c join pg_am a on a.oid = c.relam
     where c.relkind = 'i' and a.amname = 'btree' and c.relpersistence <> 't'`,
  ).catch((error: unknown) => fault(`broken index: ${String(error)}`));
  const heaps = await ask<{ relation: string; msg: string }>(
    `select c.oid::regclass::text as relation, v.msg from pg_class c, verify_heapam(c.oid) v
     where c.relkind in ('r', 'm') and c.relpersistence <> 't'`,
  );
  for (const { relation, msg } of heaps) fault(`broken table ${relation}: ${msg}`);
}

/** Every run comes to its end, from its checkpoints where it was cut off. */
export async function checkRuns({ ask, fault }: Scene, patienceMs = 300_000): Promise<void> {
  const going = () =>
    ask<{ number: number; state: string; error: unknown }>(
      `select number, state, error from run where state not in ('done', 'cancelled')`,
    );
  const isWorking = async () => (await going()).some(({ state }) => state !== 'failed');
  for (const until = Date.now() + patienceMs; Date.now() < until && (await isWorking());) await sleep(300);
  for (const { number, state, error } of await going())
    fault(`run ${number} is ${state}: ${JSON.stringify(error)}`);
}

/** Nothing half written is left where whole files are, and nothing waits in the store's door for nobody. */
export function checkHalves({ dataDir, fault }: Scene): void {
  const incoming = path.join(dataDir, 'artifacts', 'incoming');
  const left = existsSync(incoming) ? readdirSync(incoming) : [];
  if (left.length > 0) fault(`${left.length} half files are left in the artifact store`);
}
