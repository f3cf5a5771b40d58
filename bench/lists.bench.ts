import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { embeddedAddress } from '#platform/database/connect.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { type ServerProcess, startServerProcess } from '../tests/end-to-end/server-process.ts';
import type { Bench, Figure } from './bench.ts';
import { type List, listsOf } from './lists/pages.ts';
import { seedRecords, type Sizes } from './lists/seed-records.ts';
import { findWork, seedWork } from './lists/seed-work.ts';

/**
 * `npm run bench -- lists [--rows N] [--data DIR]`: a real server, every list over HTTP, page after page. With --data the
 * seeded directory is kept, and used again by the next run.
 */
export default {
  name: 'lists',
  summary: 'every list page at a million records: p95 at the API, each filter for itself',
  run: ({ args }) =>
    withServer(valueOf(args, '--data'), server =>
      measure(server, Number(valueOf(args, '--rows') ?? 1_000_000)),
    ),
} satisfies Bench;

const valueOf = (args: string[], name: string): string | undefined =>
  args.includes(name) ? args[args.indexOf(name) + 1] : undefined;

const pagesPerPath = 10;
const goalMs = 100;

async function measure(server: ServerProcess, records: number): Promise<Figure[]> {
  const startMs = performance.now();
  const { project, sources, work } = await seed(server, records);
  const figures: Figure[] = [
    { name: 'seeding', value: (performance.now() - startMs) / 1000, unit: 's', goal: null, met: null },
  ];
  for (const list of listsOf(sources, work)) {
    const figure = await measureList(server, project, list);
    figures.push(figure);
    console.error(`${figure.name}: ${figure.value.toFixed(1)} ms`);
  }
  return figures;
}

async function seed(server: ServerProcess, records: number) {
  const made = await server.api('POST', '/api/v1/projects', { slug: 'bench', name: 'Bench' });
  const { body: project } = made.status === 409 ? await server.api('GET', '/api/v1/projects/bench') : made;
  const { id } = project as { id: string };
  const sources = await nameSources(server, id);
  const client = new pg.Client(embeddedAddress(findPostgresHome(path.resolve(server.dataDir)).socketDir));
  await client.connect();
  try {
    if (made.status !== 409) await seedAll(client, { records, sources, project: id });
    return { project: id, sources, work: await findWork(client, id) };
  } finally {
    await client.end();
  }
}

async function nameSources(server: ServerProcess, project: string): Promise<string[]> {
  const list = `/api/v1/projects/${project}/sources`;
  for (const name of ['mail', 'chat', 'forum', 'phone'])
    await server.api('POST', list, { name, origin: 'own' });
  const { body } = await server.api('GET', list);
  return (body as { items: { id: string }[] }).items.map(({ id }) => id);
}

async function seedAll(client: pg.Client, sizes: Sizes): Promise<void> {
  await client.query(
    "set maintenance_work_mem = '512MB'; set work_mem = '256MB'; set synchronous_commit = off",
  );
  await seedRecords(client, sizes, text => console.error(text));
  await seedWork(client, sizes.project, sizes.records);
}

/** The first page and those after it, as somebody who scrolls asks for them. */
async function measureList(server: ServerProcess, project: string, { name, paths }: List): Promise<Figure> {
  const times: number[] = [];
  for (const each of paths)
    for (let round = 0, after: string | null = ''; round < pagesPerPath; round += 1) {
      const more: string = after ? `${each.includes('?') ? '&' : '?'}after=${encodeURIComponent(after)}` : '';
      const startMs = performance.now();
      const { status, body } = await server.api('GET', `/api/v1/projects/${project}${each}${more}`);
      times.push(performance.now() - startMs);
      if (status !== 200) throw new Error(`${each}${more}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
      after = (body as { next?: string | null }).next ?? null;
    }
  times.sort((left, right) => left - right);
  const p95 = times[Math.ceil(times.length * 0.95) - 1]!;
  return { name: `${name}, p95`, value: p95, unit: 'ms', goal: `< ${goalMs} ms`, met: p95 < goalMs };
}

async function withServer<Result>(
  kept: string | undefined,
  work: (server: ServerProcess) => Promise<Result>,
): Promise<Result> {
  const dataDir = kept ?? mkdtempSync(path.join(os.tmpdir(), 'attune-bench-'));
  mkdirSync(dataDir, { recursive: true });
  const server = await startServerProcess(dataDir);
  try {
    return await work(server);
  } finally {
    await server.stop();
    if (!kept) rmSync(dataDir, { recursive: true, force: true });
  }
}
