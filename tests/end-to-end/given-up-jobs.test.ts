import { expect, test } from 'vitest';
import { jobs } from '#apps/server/program.ts';
import { readOpenAiId } from '#platform/http/openai-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { AnyJob } from '#platform/jobs/jobs.ts';
import { storeUpload } from '#platform/storage/artifact-grants.ts';
import { loopRouter } from '#stages/loop/index.ts';
import { createTestStudy } from '../../src/stages/evaluation/test-study.ts';
import { createTestProject, jsonl, pair } from '../../src/stages/data/test-project.ts';
import { createTestExports } from '../../src/stages/models/exports/test-exports.ts';
import { fileRouter } from '../../src/stages/tuning/fine-tuning/file.routes.ts';
import { jobRouter } from '../../src/stages/tuning/fine-tuning/job.routes.ts';
import { createTestTuning } from '../../src/stages/tuning/test-tuning.ts';
import { createTestServices } from '../database/test-services.ts';

type Seen = { state: string; error?: unknown };
type Work = { services: Services; input: object; read(): Promise<Seen> };

const reason = new AttuneError('job_given_up', 'It failed 4 times.', { remedy: 'Start it again.' });
const told = { code: 'job_given_up', message: 'It failed 4 times.', remedy: 'Start it again.' };

/** By kind of job: work that was begun, and how people see it. */
const kinds: Record<string, () => Promise<Work>> = {
  async 'data.import-file'() {
    const { services, project, data, source } = await dataProject();
    const { digest } = await storeUpload(services, services.owner.ref, jsonl([pair('Open?', 'Yes.')]));
    const wish = { sourceId: source.id, fileDigest: digest, fileName: 'rows.jsonl', mapping: {} };
    const { id } = await data.imports.create({ project, ...wish });
    return { services, input: { importId: id }, read: () => data.imports.get({ project, id }) };
  },
  async 'data.clean-records'() {
    const { services, project, data } = await dataProject();
    const { id } = await data.cleaningRuns.create({ project, recipe: {} as never });
    return { services, input: { cleaningRunId: id }, read: () => data.cleaningRuns.get({ project, id }) };
  },
  async 'data.decide-records'() {
    const { services, project, data } = await dataProject();
    const wish = { project, action: 'drop', reason: 'too short', filter: {} } as const;
    const { id } = await data.decisionSets.create(wish);
    return { services, input: { setId: id }, read: () => data.decisionSets.get({ project, id }) };
  },
  async 'data.freeze-version'() {
    const { services, project, data } = await dataProject();
    const dataset = await data.datasets.create({ project, name: 'desk' });
    const { id } = await data.datasets.freeze({ project, id: dataset.id });
    return { services, input: { versionId: id }, read: () => data.datasets.version({ project, id }) };
  },
  async 'models.export'() {
    const { services, project, exports, versionId } = await createTestExports();
    const { id } = await exports.create({ project, id: versionId, format: 'adapter' });
    return { services, input: { exportId: id }, read: () => exports.get({ project, id }) };
  },
  async 'tuning.run-training'() {
    const tuning = await createTestTuning();
    const run = await tuning.create();
    return { services: tuning.services, input: { runId: run.id }, read: () => tuning.get(run) };
  },
  async 'tuning.prepare-job'() {
    const { services, project } = await createTestTuning({ engine: {} });
    const tunings = services.callerOf(jobRouter);
    const files = services.callerOf(fileRouter);
    const { digest } = await storeUpload(services, services.owner.ref, jsonl([pair('Open?', 'Yes.')]));
    const file = await files.create({ project, purpose: 'fine-tune', filename: 'rows.jsonl', digest });
    const { id } = await tunings.create({ project, model: 'fake', training_file: file.id });
    const read = async () => {
      const { status: state, error } = await tunings.retrieve({ project, job: id });
      const remedy = error!.message.endsWith(reason.remedy!) ? reason.remedy : null;
      const message = error!.message.slice(0, -1 - (remedy?.length ?? 0));
      return { state, error: { code: error!.code, message, remedy } };
    };
    return { services, input: { jobId: readOpenAiId('ftjob', id)! }, read };
  },
  async 'evaluation.generate-answers'() {
    const { services, project, create, evaluations } = await createTestStudy(4);
    const { id } = await create();
    const read = () => evaluations.get({ project, evaluation: id });
    return { services, input: { evaluationId: id }, read };
  },
  async 'loop.run'() {
    const services = await createTestServices();
    const { digest } = await storeUpload(services, services.owner.ref, '{}');
    const loops = services.callerOf(loopRouter.runs);
    const { id, number } = await loops.start({ file: loopFile, digests: { 'rows.jsonl': digest } } as never);
    await services.db
      .insertInto('loopStep')
      .values({ ...step, loopRunId: id, state: 'running', startedAt: new Date() })
      .execute();
    const read = async () => {
      const { state, error, steps } = await loops.get({ project: 'tiny', number });
      expect(steps[0]).toMatchObject({ state: 'failed', error: told });
      return { state, error };
    };
    return { services, input: { loopRunId: id }, read };
  },
};

const step = { key: 'brief', position: 0, inputDigest: 'd', result: null, error: null, endedAt: null };
const loopFile = {
  name: 'tiny',
  project: { slug: 'tiny' },
  brief: { reason: 'tone', problem: 'It has no voice.' },
  sources: [{ name: 'mail', origin: 'own', files: [{ path: 'rows.jsonl' }] }],
  dataset: { name: 'desk' },
  run: { name: 'tiny', base: 'smollm2-135m-instruct' },
};

async function dataProject() {
  const services = await createTestServices();
  return { services, ...(await createTestProject(services)) };
}

/** What people see no row of. */
const unseen = ['data.index-records'];

test('every kind of job is looked at here', () => {
  expect([...Object.keys(kinds), ...unseen].toSorted()).toEqual(jobs.map(job => job.name).toSorted());
});

for (const [name, begin] of Object.entries(kinds))
  test(`${name}: given up, its row has failed with the reason, once`, { timeout: 30_000 }, async () => {
    const { services, input, read } = await begin();
    const job = jobs.find(each => each.name === name)! as AnyJob<Services>;
    await job.giveUp(services, input as never, reason);
    expect(await read()).toMatchObject({ state: 'failed', error: told });
    const events = () => services.db.selectFrom('projectEvent').select('id').execute();
    const before = (await events()).length;
    await job.giveUp(services, input as never, new AttuneError('other', 'Later.'));
    expect(await read()).toMatchObject({ state: 'failed', error: told });
    expect(await events()).toHaveLength(before);
    if (name === 'evaluation.generate-answers') return;
    await job.run(services, input as never, new AbortController().signal);
    expect(await read()).toMatchObject({ state: 'failed', error: told });
  });
