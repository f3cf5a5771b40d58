import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inventWords } from '../invent-text.ts';
import type { LivingServer } from '../living-server.ts';
import type { PatientClient } from '../patient-client.ts';
import { expectStatus, freezeFirst, importRows, makeProject } from '../prepare-project.ts';

/** A server with a base that trains in seconds and rows for it. */
export type Ground = {
  server: LivingServer;
  client: PatientClient;
  /** Starts a run; always of the same config but for what `change` says. */
  startRun(change?: object): Promise<Run>;
  getRun(run: Run): Promise<Run>;
};

export type Run = { id: string; number: number; state: string; error: { code: string } | null };

/** One line of a run's event file. */
export type RunEvent = { seq: number; type: string; step?: number } & Record<string, unknown>;

/** Steps long enough to be hit, a checkpoint every few of them, and everything that a seed decides. */
const recipe = {
  max_steps: 48,
  batch_rows: 6,
  epochs: 40,
  seed: 5,
  dtype: 'float32',
  threads: 1,
  eval: { every_steps: 12, early_stopping: null },
  sample: { every_steps: 24, max_new_tokens: 4 },
  checkpoint: { every_steps: 5, keep: 3 },
};

export async function prepareGround(
  server: LivingServer,
  client: PatientClient,
  baseFolder: string,
): Promise<Ground> {
  const desk = await makeProject(client, 'desk');
  expectStatus('a base', await client.call('POST', '/models/bases', { path: baseFolder, slug: 'tiny' }));
  const rows = Array.from({ length: 40 }, (_, n) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `${inventWords(`question ${n}`, 20)}?` },
        { role: 'assistant', content: `${inventWords(`answer ${n}`, 40)}.` },
      ],
    }),
  );
  await importRows(client, desk, rows);
  const { datasetVersionId } = await freezeFirst(client, desk);
  return {
    server,
    client,
    startRun: async (change = {}) => {
      const wish = { name: 'lamp', base: 'tiny', datasetVersionId, recipe: { ...recipe, ...change } };
      return expectStatus('a run', await client.call<Run>('POST', '/projects/desk/runs', wish));
    },
    getRun: async ({ id }) =>
      expectStatus('a run', await client.call<Run>('GET', `/projects/desk/runs/${id}`)),
  };
}

export const folderOf = ({ server }: Ground, run: Run): string => path.join(server.dataDir, 'runs', run.id);

/** What the engine has said so far, whole lines only. */
export function readEvents(ground: Ground, run: Run): RunEvent[] {
  try {
    const text = readFileSync(path.join(folderOf(ground, run), 'events.jsonl'), 'utf8');
    return text
      .slice(0, text.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as RunEvent);
  } catch {
    return [];
  }
}
