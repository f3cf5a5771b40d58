import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { embeddedAddress } from '#platform/database/connect.ts';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { type ServerProcess, startServerProcess } from '../../tests/end-to-end/server-process.ts';
import { seedRecords, type Sizes } from './seed-records.ts';
import { seedVotes } from './seed-votes.ts';
import { findWork, seedWork, type Work } from './seed-work.ts';

/** A real server with a project of many records, runs, calls and votes. */
export type SeededServer = {
  server: ServerProcess;
  /** Its address in URLs. */
  slug: string;
  project: string;
  sources: string[];
  work: Work;
  seedingS: number;
};

const slug = 'bench';
const votes = 10_000;

export const valueOf = (args: string[], name: string): string | undefined =>
  args.includes(name) ? args[args.indexOf(name) + 1] : undefined;

/** `--rows N` records, a million where it is not said. With `--data DIR` the directory is kept and used by the next run. */
export async function withSeededServer<Result>(
  args: string[],
  work: (seeded: SeededServer) => Promise<Result>,
): Promise<Result> {
  const kept = valueOf(args, '--data');
  const dataDir = kept ?? mkdtempSync(path.join(os.tmpdir(), 'attune-bench-'));
  mkdirSync(dataDir, { recursive: true });
  const server = await startServerProcess(dataDir);
  try {
    return await work(await seed(server, Number(valueOf(args, '--rows') ?? 1_000_000)));
  } finally {
    await server.stop();
    if (!kept) rmSync(dataDir, { recursive: true, force: true });
  }
}

async function seed(server: ServerProcess, records: number): Promise<SeededServer> {
  const startMs = performance.now();
  const made = await server.api('POST', '/api/v1/projects', { slug, name: 'Bench' });
  const { body } = made.status === 409 ? await server.api('GET', `/api/v1/projects/${slug}`) : made;
  const { id: project } = body as { id: string };
  const sources = await nameSources(server, project);
  const client = new pg.Client(embeddedAddress(findPostgresHome(path.resolve(server.dataDir)).socketDir));
  await client.connect();
  try {
    if (made.status !== 409) await seedAll(client, { records, sources, project });
    const work = await findWork(client, project);
    return { server, slug, project, sources, work, seedingS: (performance.now() - startMs) / 1000 };
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
  await seedVotes(client, sizes.project, votes);
}
