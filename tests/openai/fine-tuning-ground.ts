import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI, { type APIError, toFile } from 'openai';
import { inventRow } from '../../soak/invent-text.ts';
import { makeTinyBase } from '../../soak/tiny-base.ts';
import { newDataDir, type ServerProcess, startServerProcess } from '../end-to-end/server-process.ts';

export const scopes = ['data.read', 'data.write', 'tuning.read', 'tuning.write', 'models.read', 'chat'];

export type Ground = {
  /** The server of now: `restart` makes it another one. */
  server(): ServerProcess;
  /** Dies as in a power cut and comes up again. */
  restart(): Promise<void>;
  keyOf(project: string, which?: string[]): Promise<string>;
  client(key: string, more?: object): OpenAI;
  close(): Promise<void>;
};

/** The real server with the real engine, a base that trains in seconds, and the projects `shop` and `rival`. */
export async function openGround(): Promise<Ground> {
  const dataDir = newDataDir();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-tiny-'));
  makeTinyBase(path.join(folder, 'tiny'));
  let server = await startServerProcess(dataDir, { ATTUNE_MODEL_ROOTS: folder });
  const post = async (url: string, body: object) => {
    const answer = await server.api('POST', url, body);
    if (answer.status >= 300) throw new Error(`${url}: ${JSON.stringify(answer.body)}`);
    return answer.body as { key: string };
  };
  await post('/api/v1/models/bases', { path: path.join(folder, 'tiny'), slug: 'tiny' });
  for (const slug of ['shop', 'rival']) await post('/api/v1/projects', { slug, name: slug });
  return {
    server: () => server,
    async restart() {
      await server.kill();
      server = await startServerProcess(dataDir, { ATTUNE_MODEL_ROOTS: folder });
    },
    keyOf: async (project, which = scopes) =>
      (await post('/api/v1/keys', { name: 'app', project, scopes: which })).key,
    client: (apiKey, more = {}) =>
      new OpenAI({ baseURL: `${server.origin}/v1`, apiKey, maxRetries: 0, ...more }),
    async close() {
      await server.stop();
      for (const dir of [dataDir, folder]) rmSync(dir, { recursive: true, force: true });
    },
  };
}

export const rowsOf = (seed: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => inventRow(`${seed} ${n}`));

/** Sends a file and waits until its rows have been read. */
export async function send(client: OpenAI, name: string, rows: readonly string[]): Promise<string> {
  const file = await toFile(Buffer.from(rows.join('\n')), name);
  const { id } = await client.files.create({ file, purpose: 'fine-tune' });
  await client.files.waitForProcessing(id, { pollInterval: 200, maxWait: 60_000 });
  return id;
}

type Job = OpenAI.FineTuning.FineTuningJob;

/** Polls a job as an application would. */
export async function until(
  client: OpenAI,
  id: string,
  isThere: (job: Job) => boolean | Promise<boolean>,
): Promise<Job> {
  for (const end = performance.now() + 120_000; ; await sleep(150)) {
    const job = await client.fineTuning.jobs.retrieve(id);
    if (await isThere(job)) return job;
    if (performance.now() > end) throw new Error(`it did not come to that: ${JSON.stringify(job)}`);
  }
}

export const isOver = ({ status }: Job): boolean => ['succeeded', 'failed', 'cancelled'].includes(status);

/** Steps of a moment each, and nothing beside them. */
export const quick = {
  recipe: {
    threads: 1,
    sample: { every_steps: 10_000, max_new_tokens: 4 },
    eval: { every_steps: 4, early_stopping: null },
    checkpoint: { every_steps: 4, keep: 2 },
  },
};

export const all = async <Item>(pages: AsyncIterable<Item>): Promise<Item[]> => Array.fromAsync(pages);

export const supervised = (hyperparameters: object) => ({
  method: { type: 'supervised', supervised: { hyperparameters } },
});

/** What a client raises. */
export const refused = (asked: Promise<unknown>): Promise<APIError | string> =>
  asked.then(
    () => 'nothing was refused',
    (error: APIError) => error,
  );
