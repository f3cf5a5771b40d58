import { setTimeout as sleep } from 'node:timers/promises';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { InProject } from '#platform/http/context.ts';
import {
  type DatasetVersion,
  getDatasetByName,
  getDatasetVersion,
  insertDataset,
  requestVersion,
} from '#stages/data/index.ts';
import { type LockedJob, setJobVersion } from './job.queries.ts';
import type { ReadFiles } from './read-files.ts';
import { type Desk, whileValidating } from './while-validating.ts';

/**
 * Freezes what a job's files brought as a dataset version and waits for it. Undefined where the job was ended
 * meanwhile. Throws what a version may fail for.
 */
export async function freezeRows(
  desk: Desk,
  job: LockedJob,
  files: ReadFiles,
): Promise<DatasetVersion | undefined> {
  const { services, project, signal } = desk;
  const id = job.datasetVersionId ?? (await requestWhenQuiet(desk, job.id, files));
  if (id === undefined) return undefined;
  for (;;) {
    const version = await getDatasetVersion(services.db, project.id, id);
    if (version.state === 'failed') throw notFrozen(version);
    if (version.state === 'frozen') return version;
    await services.bell.wait(project.id, signal);
    signal.throwIfAborted();
  }
}

const busy = ['cleaning_running', 'decisions_running'];
const busyPauseMs = 1_000;

/** While records are being cleaned nobody could say what a version would hold. */
async function requestWhenQuiet(desk: Desk, jobId: string, files: ReadFiles): Promise<string | undefined> {
  for (;;) {
    try {
      return await whileValidating(desk, jobId, (context, job) => request(context, job, files));
    } catch (error) {
      if (!(error instanceof AttuneError) || !busy.includes(error.code)) throw error;
      await sleep(busyPauseMs, undefined, { signal: desk.signal });
    }
  }
}

async function request(
  context: InProject,
  { id, datasetVersionId }: LockedJob,
  { training, validation }: ReadFiles,
): Promise<string> {
  if (datasetVersionId) return datasetVersionId;
  const { db, project } = context;
  const name = `fine-tuning: ${training.fileName}`.slice(0, 120);
  const dataset =
    (await insertDataset(db, project.id, name)) ?? (await getDatasetByName(db, project.id, name));
  const imports = { train: [training.id], validation: validation ? [validation.id] : [] };
  const version = await requestVersion(context, dataset.id, {
    seed: 1,
    imports,
    nearDuplicates: 'all',
    reserved: 'fail',
  });
  await setJobVersion(db, id, version.id);
  return version.id;
}

function notFrozen({ error }: DatasetVersion): AttuneError {
  const { code, message, remedy } = error!;
  return new AttuneError(code, message, {
    fields: { param: 'training_file' },
    ...(remedy !== null && { remedy }),
  });
}
