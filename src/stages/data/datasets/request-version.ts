import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { InProject } from '#platform/http/context.ts';
import { findUnfinishedCleaningRun } from '../cleaning/cleaning-run.queries.ts';
import { findUnfinishedSet } from '../decisions/decision-set.queries.ts';
import { getImport } from '../sources/import.queries.ts';
import { getSource } from '../sources/source.queries.ts';
import type { DatasetRecipe } from './dataset.contract.ts';
import { getDataset } from './dataset.queries.ts';
import { freezeVersionJob } from './freeze-version.job.ts';
import { findLatestVersion, getVersion, insertVersion } from './version.queries.ts';

/** Starts the next version of a dataset. While records are being cleaned nobody could say what it would hold. */
export async function requestVersion(
  { db, project, actor, services }: InProject,
  datasetId: string,
  recipe: DatasetRecipe,
) {
  const dataset = await getDataset(db, project.id, datasetId, true);
  for (const source of recipe.sources ?? []) await getSource(db, project.id, source);
  for (const id of [...(recipe.imports?.train ?? []), ...(recipe.imports?.validation ?? [])])
    await getImport(db, project.id, id);
  const cleaning = await findUnfinishedCleaningRun(db, project.id);
  if (cleaning)
    throw new AttuneError('cleaning_running', `Cleaning ${cleaning.number} is still at work.`, {
      status: 409,
      fields: { cleaningRunId: cleaning.id },
      remedy: 'Wait until it is done, then freeze again.',
    });
  const set = await findUnfinishedSet(db, project.id);
  if (set)
    throw new AttuneError('decisions_running', `Decision ${set.number} is still being carried out.`, {
      status: 409,
      fields: { decisionSetId: set.id },
      remedy: 'Wait until it is done, then freeze again.',
    });
  const latest = await findLatestVersion(db, dataset.id);
  const wish = {
    projectId: project.id,
    datasetId: dataset.id,
    n: (latest?.n ?? 0) + 1,
    parentId: latest?.id ?? null,
    recipe,
    createdBy: actor.ref,
  };
  const { id, n } = await insertVersion(db, wish);
  await appendEvent(db, project.id, {
    kind: 'dataset_version.building',
    subjectKind: 'dataset_version',
    subjectId: id,
    payload: { dataset: dataset.name, n },
  });
  await services.jobs.enqueue(db, freezeVersionJob, { versionId: id });
  return getVersion(db, project.id, id);
}
