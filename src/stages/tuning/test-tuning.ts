import path from 'node:path';
import { newId } from '#platform/database/new-id.ts';
import type { EnginePort } from '#platform/engine/engine-port.ts';
import { createPythonEngine } from '#platform/engine/python/create-python-engine.ts';
import { programRoot } from '#platform/config/config.ts';
import { silentLog } from '#platform/logging/log.ts';
import { createTestServices } from '../../../tests/database/test-services.ts';
import { tuningJobs, tuningRouter } from './index.ts';
import { runTrainingJob } from './training/run-training.job.ts';

const program = {
  file: process.execPath,
  args: [path.join(programRoot, 'src/platform/engine/python/fake-engine.ts')],
  directory: programRoot,
};

/** A new engine port, as a restarted server has one. Its trainings are real processes of the fake engine. */
export const createFakeEngine = () => createPythonEngine({ python: process.execPath }, silentLog, program);

export type TuningOptions = {
  engine?: Partial<EnginePort>;
  systemPrompt?: string;
  rows?: object[];
  base?: { path: string; digest: string };
};

/** The tuning stage on a real database with a base model and a frozen dataset version. Only for tests. */
export async function createTestTuning({
  engine = createFakeEngine(),
  systemPrompt = '',
  rows = defaultRows,
  base = { path: 'base', digest: 'b'.repeat(64) },
}: TuningOptions = {}) {
  const services = await createTestServices({ engine });
  const project = await services.newProject();
  await services.db.updateTable('project').set({ systemPrompt }).where('id', '=', project).execute();
  const baseModelId = await insertBase(services.db, base);
  const datasetVersionId = await insertVersion(services, project, rows);
  const runs = services.callerOf(tuningRouter.runs);
  const get = (run: { id: string }) => runs.get({ project, run: run.id });
  const create = (recipe: object = {}, more: object = {}) =>
    runs.create({
      project,
      datasetVersionId,
      base: 'fake',
      name: 'lamp',
      recipe: { max_steps: 4, batch_rows: 20, ...fast, ...recipe },
      ...more,
    } as never);
  return {
    services,
    project,
    runs,
    datasetVersionId,
    baseModelId,
    create,
    /** One more frozen dataset version. */
    addVersion: (more: object[]) => insertVersion(services, project, more, newId()),
    /** A run that is done. */
    async finish() {
      const run = await create();
      await services.runJobs(tuningJobs);
      return get(run);
    },
    get,
    /** What a server does with a run until `signal` tells it to let go. */
    follow: (
      run: { id: string },
      signal = new AbortController().signal,
      port: Partial<EnginePort> = engine,
    ) =>
      runTrainingJob.run({ ...services, engine: { ...services.engine, ...port } }, { runId: run.id }, signal),
    events: async (run: { id: string }) => (await runs.events({ project, run: run.id, limit: 500 })).items,
    projectEvents: async (kind: string) =>
      (
        await services.db
          .selectFrom('projectEvent')
          .selectAll()
          .where('kind', '=', kind)
          .orderBy('id')
          .execute()
      ).map(event => event.payload as Record<string, unknown>),
    async until(condition: () => Promise<boolean>) {
      for (
        const end = Date.now() + 60_000;
        Date.now() < end;
        await new Promise(resolve => setTimeout(resolve, 20))
      )
        if (await condition()) return;
      throw new Error('it did not become true');
    },
  };
}

export type TestTuning = Awaited<ReturnType<typeof createTestTuning>>;

const fast = { eval: { every_steps: 2 }, checkpoint: { every_steps: 2 } };
const defaultRows = Array.from({ length: 4 }, (_, i) => ({
  id: `row-${i}`,
  messages: [
    { role: 'user', content: `Question ${i}?` },
    { role: 'assistant', content: `Answer ${i}.` },
  ],
}));

type Services = Awaited<ReturnType<typeof createTestServices>>;

async function insertBase(db: Services['db'], files: { path: string; digest: string }): Promise<string> {
  const id = newId();
  const names = {
    id,
    slug: 'fake',
    name: 'Fake',
    architecture: 'LlamaForCausalLM',
    license: 'x',
    languages: '["en"]',
  };
  const facts = {
    parameters: 1,
    contextTokens: 64,
    ggufPath: null,
    ggufDigest: null,
    origin: 'local' as const,
  };
  await db
    .insertInto('baseModel')
    .values({ ...names, ...facts, ...files })
    .execute();
  return id;
}

async function insertVersion(
  { db, store }: Services,
  projectId: string,
  rows: object[],
  name = 'desk',
): Promise<string> {
  const [id, datasetId] = [newId(), newId()];
  const { digest } = await store.put(rows.map(row => `${JSON.stringify(row)}\n`).join(''));
  const files = JSON.stringify({ 'train.jsonl': digest, 'validation.jsonl': digest });
  const facts = JSON.stringify({ bySplit: { train: rows.length, validation: rows.length, test: 0 } });
  await db.insertInto('dataset').values({ id: datasetId, projectId, name }).execute();
  const frozen = {
    state: 'frozen' as const,
    recipe: '{}',
    digest,
    files,
    facts,
    error: null,
    frozenAt: new Date(),
  };
  await db
    .insertInto('datasetVersion')
    .values({ id, datasetId, projectId, n: 1, parentId: null, createdBy: 'user:x', ...frozen })
    .execute();
  return id;
}
