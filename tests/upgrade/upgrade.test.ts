import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { migrations } from '#apps/server/migrations.ts';
import { jobs } from '#apps/server/program.ts';
import type { DatabaseFacts } from '#platform/backup/dump-database.ts';
import { restoreBackup } from '#platform/backup/restore-backup.ts';
import { verifyArchive } from '#platform/backup/verify-archive.ts';
import { startJobs } from '#platform/jobs/jobs.ts';
import { silentLog } from '#platform/logging/log.ts';
import { type ServerProcess, startServerProcess } from '../end-to-end/server-process.ts';

const folder = path.join(import.meta.dirname, 'fixtures');
const fixtures = readdirSync(folder)
  .filter(name => name.endsWith('.tar'))
  .sort();
const dir = mkdtempSync(path.join(os.tmpdir(), 'attune-upgrade-'));
// Root's database stays below the directory, and goes with it, only where its unprivileged user may enter.
chmodSync(dir, 0o755);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The platform of a fixture, brought to today's schema, under today's server. */
async function upgrade(fixture: string): Promise<ServerProcess> {
  const dataDir = path.join(dir, path.parse(fixture).name);
  await restoreBackup({
    file: path.join(folder, fixture),
    config: { dataDir, databaseUrl: undefined, origin: 'http://127.0.0.1:1' },
    migrations,
    log: silentLog,
    prepareQueues: async pool => {
      const queue = await startJobs(pool, silentLog);
      await queue.declare(jobs);
      await queue.stop();
    },
  });
  return startServerProcess(dataDir);
}

type Document = {
  paths: Record<
    string,
    { servers?: object[]; get?: { parameters?: { name: string; in: string; required?: boolean }[] } }
  >;
};

const prefix = '/projects/{project}/';

/** Reads of the API that need nothing but a project, and those of one object of such a list. */
async function listReads({ api }: ServerProcess): Promise<{ lists: string[]; details: Set<string> }> {
  const { body } = await api('GET', '/api/openapi.json');
  const reads = Object.entries((body as Document).paths).filter(
    ([url, { get, servers }]) => get && !servers && !url.endsWith('/events'),
  );
  const lists = reads.filter(
    ([, { get }]) => !get?.parameters?.some(each => each.required && each.name !== 'project'),
  );
  const details = reads.map(([url]) => url).filter(url => /^[^{]*(\{project\})?[^{]*\/\{\w+\}$/.test(url));
  return {
    lists: lists.map(([url]) => url),
    details: new Set(details.map(url => url.replace(/\/\{\w+\}$/, ''))),
  };
}

const nouns = [
  'sources',
  'imports',
  'records',
  'datasets',
  'runs',
  'evaluations',
  'deployments',
  'calls',
  'promotions',
];

describe.each(fixtures)('what %s was the last migration of', fixture => {
  test('goes on under today’s program, and all of it can be read', { timeout: 300_000 }, async () => {
    const server = await upgrade(fixture);
    try {
      const { lists, details } = await listReads(server);
      expect(lists.filter(url => url.startsWith(prefix)).length).toBeGreaterThan(12);
      for (const list of lists) {
        const url = `/api/v1${list.replace('{project}', 'desk')}`;
        const { status, body } = await server.api('GET', url);
        expect([url, status, status === 200 ? null : body]).toEqual([url, 200, null]);
        if (details.has(list)) await readFirst(server, url, body);
      }
      for (const noun of nouns) {
        const { body } = await server.api('GET', `/api/v1/projects/desk/${noun}`);
        expect([noun, (body as { items: object[] }).items.length > 0]).toEqual([noun, true]);
      }
      const lineage = await server.api('GET', '/api/v1/projects/desk/lineage/run/1');
      expect(JSON.stringify(lineage.body)).toContain('dataset_version');
    } finally {
      await server.stop();
    }
  });

  test('has rows in the tables that people fill', async () => {
    const { manifest } = await verifyArchive(path.join(folder, fixture));
    const empty = (manifest.database as DatabaseFacts).tables
      .filter(table => table.rows === 0)
      .map(table => table.name);
    for (const table of [
      'record',
      'signal',
      'decision',
      'dataset_row',
      'run_event',
      'vote_slot',
      'judgement',
      'interaction',
      'promotion',
      'lineage_edge',
      'project_event',
      'api_key',
      'connection',
      'loop_step',
    ])
      expect(empty).not.toContain(table);
  });
});

type Named = { id?: string; number?: number; slug?: string };

/** An object of a list is read too, by whichever of its names its page takes. */
async function readFirst(server: ServerProcess, url: string, body: unknown): Promise<void> {
  const [first] = (body as { items?: Named[] }).items ?? [];
  if (!first) return;
  const statuses = [];
  for (const name of [first.id, first.number, first.slug].filter(each => each !== undefined))
    statuses.push((await server.api('GET', `${url}/${name}`)).status);
  expect([url, statuses]).toEqual([url, expect.arrayContaining([200])]);
}

test('every migration is tried on a platform of the version before it', async () => {
  const names = Object.keys(migrations).sort();
  const lasts = new Set<string>();
  for (const fixture of fixtures) {
    const { header } = await verifyArchive(path.join(folder, fixture));
    const last = header.migrations.at(-1)!;
    const isWhole = header.migrations.join() === names.filter(name => name <= last).join();
    if (isWhole) lasts.add(last);
  }
  const first = names.findIndex(name => lasts.has(name));
  expect(first, 'there is a fixture').toBeGreaterThanOrEqual(0);
  const untried = names.slice(first + 1).filter((_name, index) => !lasts.has(names[first + index]!));
  expect(untried, 'go back to the commit before it and run: node tests/upgrade/make-fixture.ts').toEqual([]);
});
