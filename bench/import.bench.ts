import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createServices } from '#apps/server/create-services.ts';
import { migrations } from '#apps/server/migrations.ts';
import { closedDoors } from '#platform/config/doors.ts';
import { migrateSignIn } from '#platform/auth/sign-in.ts';
import { openDatabase } from '#platform/database/database.ts';
import { startEmbeddedPostgres } from '#platform/database/embedded-postgres.ts';
import { migrate } from '#platform/database/migrate.ts';
import { newId } from '#platform/database/new-id.ts';
import type { Services } from '#platform/http/services.ts';
import { silentLog } from '#platform/logging/log.ts';
import { importFileJob } from '#stages/data/sources/import-file.job.ts';
import { getImport, insertImport } from '#stages/data/sources/import.queries.ts';
import { listRecords } from '#stages/data/records/record.queries.ts';
import { insertSource } from '#stages/data/sources/source.queries.ts';
import type { Bench, Figure } from './bench.ts';
import { seededRandom } from './seeded-random.ts';

/** `npm run bench -- import [number of rows]`: a syncing PostgreSQL of its own, no peer: the goal is absolute. */
export default {
  name: 'import',
  summary: 'JSONL into the database, every batch synced: rows a second, memory, event loop, list pages',
  run: async ({ args }) =>
    withServices((services, postgresPid) => measure(services, Number(args[0] ?? 300_000), postgresPid)),
} satisfies Bench;

async function measure(services: Services, rows: number, postgresPid: number): Promise<Figure[]> {
  const projectId = await insertProject(services);
  const source = (await insertSource(services.db, projectId, { name: 'bench', origin: 'own' }, 'bench'))!;
  const { digest, sizeBytes } = await services.store.put(makeFile(rows));
  const wish = {
    sourceId: source.id,
    fileName: 'bench.jsonl',
    fileDigest: digest,
    mapping: {},
    mappingHash: 'bench',
  };
  const { id } = await insertImport(services.db, projectId, {
    ...wish,
    bytesTotal: sizeBytes,
    createdBy: 'bench',
  });
  const memory: number[] = [];
  const watch = setInterval(() => memory.push(process.memoryUsage.rss()), 20);
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  const startMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const databaseBefore = cpuSecondsOf(postgresPid);
  await importFileJob.run(services, { importId: id }, new AbortController().signal);
  const seconds = (performance.now() - startMs) / 1000;
  const { user, system } = process.cpuUsage(cpuBefore);
  const databaseSeconds = cpuSecondsOf(postgresPid) - databaseBefore;
  loop.disable();
  clearInterval(watch);
  const { recordCount } = await getImport(services.db, projectId, id);
  const pageMs = await measurePages(services, projectId, source.id);
  const rate = recordCount / seconds;
  const half = memory.length / 2;
  const grown = Math.max(...memory.slice(half)) - Math.max(...memory.slice(0, half));
  return [
    { name: 'rows a second', value: Math.round(rate), unit: '/s', goal: '>= 10000', met: rate >= 10_000 },
    {
      name: 'rows a CPU second of the server process',
      value: Math.round((recordCount * 1e6) / (user + system)),
      unit: '/s',
      goal: null,
      met: null,
    },
    {
      name: 'rows a CPU second of the database',
      value: Math.round(recordCount / databaseSeconds),
      unit: '/s',
      goal: null,
      met: null,
    },
    { name: 'records', value: recordCount, unit: '', goal: String(rows), met: recordCount === rows },
    {
      name: 'memory growth over the second half',
      value: Math.round(grown / 1e6),
      unit: 'MB',
      goal: '< 50 MB',
      met: grown < 50e6,
    },
    {
      name: 'event loop delay p99',
      value: loop.percentile(99) / 1e6,
      unit: 'ms',
      goal: '< 50 ms',
      met: loop.percentile(99) < 50e6,
    },
    { name: 'event loop delay max', value: loop.max / 1e6, unit: 'ms', goal: null, met: null },
    { name: 'list page p95', value: pageMs, unit: 'ms', goal: '< 100 ms', met: pageMs < 100 },
  ];
}

/** Support rows of about 250 characters, none like another, four labels; in Chinese every tenth. */
async function* makeFile(rows: number): AsyncGenerator<string> {
  const random = seededRandom(7);
  const words =
    'order parcel lamp refund wick chimney address change invoice voucher late broken where when how please thanks today number card'.split(
      ' ',
    );
  const text = (length: number) =>
    Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ');
  for (let at = 0; at < rows; at += 1) {
    const question = at % 10 === 0 ? `第${at}单什么时候发货，能不能改地址` : `${at}: ${text(12)}?`;
    const answer = at % 10 === 0 ? `您的第${at}单今晚发货，明天可以看到物流。` : `${text(25)} ${at}.`;
    yield `${JSON.stringify({
      messages: [
        { role: 'user', content: question },
        { role: 'assistant', content: answer },
      ],
      label: words[at % 4],
    })}\n`;
  }
}

/** Pages as the records page asks for them: unfiltered, by source, by label, by language, deep and shallow. */
async function measurePages(services: Services, projectId: string, source: string): Promise<number> {
  const times: number[] = [];
  for (const filters of [
    {},
    { source },
    { label: 'lamp' },
    { language: 'zh' },
    { state: 'dropped' as const },
  ]) {
    for (let before: string | undefined, round = 0; round < 20; round += 1) {
      const startMs = performance.now();
      const rows = await listRecords(services.db, projectId, filters, before, 51);
      times.push(performance.now() - startMs);
      before = rows.at(-1)?.id;
    }
  }
  return times.sort((left, right) => left - right)[Math.floor(times.length * 0.95)]!;
}

/** Of a PostgreSQL's processes that are alive, where /proc tells (Linux); its connections outlive the measurement. */
function cpuSecondsOf(postmaster: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const stats = readdirSync('/proc').flatMap(pid => (/^\d+$/.test(pid) ? readStat(pid) : []));
  const own = stats.filter(({ pid, parent }) => pid === postmaster || parent === postmaster);
  return own.reduce((seconds, { ticks }) => seconds + ticks / 100, 0);
}

function readStat(pid: string): { pid: number; parent: number; ticks: number }[] {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
    return [{ pid: Number(pid), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
  } catch {
    return [];
  }
}

async function insertProject(services: Services): Promise<string> {
  const id = newId();
  const row = {
    id,
    organizationId: 'bench',
    slug: 'bench',
    name: 'bench',
    languages: '["en"]',
    systemPrompt: '',
    archivedAt: null,
  };
  await services.db.insertInto('project').values(row).execute();
  return id;
}

async function withServices<Result>(
  work: (services: Services, postgresPid: number) => Promise<Result>,
): Promise<Result> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'attune-bench-'));
  const server = await startEmbeddedPostgres(dataDir, silentLog);
  const database = openDatabase(
    { host: server.socketDir, user: 'postgres', database: 'postgres' },
    silentLog,
  );
  try {
    await migrate(database.db, migrations);
    await migrateSignIn(database.pool, { origin: 'http://127.0.0.1:1', secret: 'x'.repeat(32) });
    const config = {
      dataDir,
      runtimeDir: '',
      host: '127.0.0.1',
      port: 1,
      origin: 'http://127.0.0.1:1',
      databaseUrl: undefined,
      roles: [],
      python: '',
      doors: closedDoors,
      modelRoots: [],
      runSlots: 1,
    };
    const services = await createServices({
      config,
      database,
      engine: undefined as never,
      secret: 'bench'.repeat(8),
      log: silentLog,
    });
    await services.jobs.declare([{ name: 'data.index-records' }]);
    const result = await work(services, server.pid());
    await services.bell.close();
    await services.jobs.stop();
    return result;
  } finally {
    await database.close();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
