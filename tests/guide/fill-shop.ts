import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { embeddedAddress } from '#platform/database/connect.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import type { ServerProcess } from '../end-to-end/server-process.ts';
import { fillEvaluations } from './fill-evaluations.ts';
import { fillRuns } from './fill-runs.ts';
import { fillService } from './fill-service.ts';
import { fixDates } from './fix-dates.ts';
import { brief, people, shop, spoilt } from './shop-texts.ts';

/** Where the objects are that the pictures show. */
export type Shop = {
  owner: string;
  project: string;
  source: string;
  import: string;
  record: string;
  cleaning: string;
  datasetVersion: string;
  base: string;
  modelVersion: string;
  run: string;
  call: string;
};

/**
 * A team's project in its second turn. Its data goes the product's own way, by the command line: imported, cleaned, decided,
 * frozen. What would need hours or people (runs, votes, calls) is written as the stages would have left it.
 */
export async function fillShop(server: ServerProcess, say: (text: string) => void): Promise<Shop> {
  const startedAt = new Date();
  say('data: imports, cleaning, a dataset version');
  await importAll(server);
  const client = new pg.Client(embeddedAddress(findPostgresHome(path.resolve(server.dataDir)).socketDir));
  await client.connect();
  try {
    return await fillAll(client, server.dataDir, startedAt, say);
  } finally {
    await client.end();
  }
}

async function fillAll(
  client: pg.Client,
  dataDir: string,
  startedAt: Date,
  say: (text: string) => void,
): Promise<Shop> {
  const found = { dataDir, ...(await findData(client)) };
  await fillPeople(client, found);
  say('runs and a model version');
  const tuned = await fillRuns(client, found);
  say('evaluations and votes');
  await fillEvaluations(client, { ...found, ...tuned });
  say('a deployment, calls and feedback');
  const served = await fillService(client, { ...found, ...tuned });
  await fixDates(client, startedAt);
  return { ...found, ...tuned, ...served };
}

async function importAll(server: ServerProcess): Promise<void> {
  const attune = async (...words: string[]) => {
    const { code, stderr } = await server.attune('--project', shop.slug, ...words);
    if (code !== 0) throw new Error(`attune ${words.join(' ')}: ${stderr}`);
  };
  const { slug, name, systemPrompt } = shop;
  await server.api('POST', '/api/v1/projects', { slug, name, systemPrompt, languages: ['en', 'zh'] });
  await server.api('PUT', `/api/v1/projects/${slug}/brief`, { brief, version: 0 });
  await attune('project', 'assess');
  const own = ['--origin', 'own', '--licence', 'Apache-2.0', '--consent', 'terms of the shop, section 7'];
  for (const source of ['tickets', 'mailbox', 'chat-zh']) await attune('source', 'create', source, ...own);
  const columns = { user: 'customer_message', assistant: 'agent_reply', label: 'topic' };
  const mapping = Object.entries(columns).flatMap(([field, column]) => [`--${field}`, column]);
  await attune('import', 'file', writeChat(server.dataDir), '--source', 'chat-zh');
  await attune('import', 'file', 'examples/support-desk/mailbox.csv', '--source', 'mailbox', ...mapping);
  await attune('import', 'file', writeTickets(server.dataDir), '--source', 'tickets');
  await attune('cleaning', 'run');
  await attune('records', 'decide', 'drop', '--text', 'PayPal', '--all', '--reason', 'PayPal ended in March');
  await attune('dataset', 'freeze', 'desk', '--seed', '15');
}

function writeTickets(dataDir: string): string {
  const rows = readFileSync('examples/support-desk/tickets.jsonl', 'utf8').trim().split('\n');
  for (const [at, line] of spoilt.entries()) rows.splice(90 * (at + 1), 0, line);
  return write(dataDir, 'tickets.jsonl', rows);
}

function writeChat(dataDir: string): string {
  const folder = 'examples/support-desk-zh';
  const rows = ['pairs', 'salt'].flatMap(name =>
    readFileSync(`${folder}/${name}.jsonl`, 'utf8').trim().split('\n'),
  );
  return write(dataDir, 'chat-zh.jsonl', rows);
}

function write(dataDir: string, name: string, rows: string[]): string {
  const folder = path.join(dataDir, 'guide');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, rows.join('\n') + '\n');
  return file;
}

async function findData(client: pg.Client) {
  const one = async (sql: string) => (await client.query<{ id: string }>(sql)).rows[0]!.id;
  return {
    owner: await one('select id from "user" limit 1'),
    project: await one('select id from project'),
    source: await one(`select id from source where name = 'tickets'`),
    import: await one('select id from import_batch order by number desc limit 1'),
    cleaning: await one('select id from cleaning_run order by number desc limit 1'),
    datasetVersion: await one('select id from dataset_version'),
    record: await one(
      `select record.id from record join decision on record_id = record.id where operator = 'pii' and action = 'modify'
       order by (select count(*) from decision where record_id = record.id) desc, record.id limit 1`,
    ),
  };
}

async function fillPeople(client: pg.Client, { project, owner }: { project: string; owner: string }) {
  const { name, email } = shop.owner;
  await client.query('update "user" set name = $2, email = $3 where id = $1', [owner, name, email]);
  for (const { id, name: called, role } of people) {
    const mail = `${id}@harbourwick.example`;
    await client.query(
      `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt") values ($1, $2, $3, true, now(), now())`,
      [id, called, mail],
    );
    await client.query(
      `insert into member (id, "organizationId", "userId", role, "createdAt") select $1, id, $2, 'member', now() from organization`,
      [`member-${id}`, id],
    );
    await client.query('insert into project_member (project_id, user_id, role) values ($1, $2, $3)', [
      project,
      id,
      role,
    ]);
  }
}
