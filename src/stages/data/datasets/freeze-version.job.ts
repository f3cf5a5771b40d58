import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { createGiveWay } from '#platform/jobs/give-way.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { findLatestCleaningRun } from '../cleaning/cleaning-run.queries.ts';
import { listRepresented } from '../duplicates/duplicate.queries.ts';
import { runDuplicateTask } from '../duplicates/run-duplicate-task.ts';
import { answerOf, promptTextOf } from '../records/payload.ts';
import type { Split } from './assign-split.ts';
import { type DatasetRecipe, datasetRecipe } from './dataset.contract.ts';
import { measureVersion } from './measure-version.ts';
import { type PlannedRow, planVersion, type VersionPlan } from './plan-version.ts';
import { insertReservations, loadReservedQuestions, lockRecordsOf } from './reservation.queries.ts';
import { signatureOf } from './reserved-questions.ts';
import { listRecordsOfImports, type SelectedRow, selectRows } from './select-rows.queries.ts';
import {
  failVersion,
  freezeVersion,
  getVersionForWork,
  insertDatasetRows,
  listEarlierSplits,
} from './version.queries.ts';
import { writeFiles } from './write-files.ts';

/** Rows so alike must stay in one split. */
const groupSimilarity = 0.8;
const offendersShown = 100;

/** Turns the active records into a version: files first, then in one transaction rows, reservations and the state. (Which
 * record stands in which version the rows say: no lineage edge repeats it a hundred thousand times.) */
export const freezeVersionJob: JobDefinition<Services, { versionId: string }> = {
  name: 'data.freeze-version',
  async run(services, { versionId }, signal) {
    const version = await getVersionForWork(services.db, versionId);
    if (version.state !== 'building') return;
    try {
      const plan = await makePlan(services.db, version, signal);
      assertTrainable(plan);
      await freeze(services, version, plan.rows);
    } catch (error) {
      if (!(error instanceof AttuneError)) throw error;
      await fail(services, version, error);
    }
  },
  giveUp: async (services, { versionId }, error) =>
    fail(services, await getVersionForWork(services.db, versionId), error),
};

type Version = Awaited<ReturnType<typeof getVersionForWork>>;

async function makePlan(db: Db, version: Version, signal: AbortSignal): Promise<VersionPlan> {
  const recipe = datasetRecipe.parse(version.recipe);
  const rows = await withoutRepresented(
    db,
    version.projectId,
    recipe,
    await selectRows(db, version.projectId, recipe),
  );
  const exchanges = rows.map(({ payload, label }, rank) => ({
    question: promptTextOf(payload),
    answer: answerOf(payload),
    label,
    rank,
  }));
  const groups = await runDuplicateTask({ kind: 'group', similarity: groupSimilarity }, exchanges, signal);
  const held = await findHeldSplits(db, version.datasetId, recipe, rows);
  return planVersion(rows, groups, recipe, held, await loadReservedQuestions(db, version.projectId));
}

/** Where questions have their place already: by earlier versions, or by the file that they came in. */
async function findHeldSplits(
  db: Db,
  datasetId: string,
  { imports }: DatasetRecipe,
  rows: SelectedRow[],
): Promise<Map<string, Split>> {
  if (!imports)
    return new Map((await listEarlierSplits(db, datasetId)).map(row => [row.inputHash, row.split]));
  const heldOut = new Set(await listRecordsOfImports(db, imports.validation));
  return new Map(
    rows.filter(({ recordId }) => heldOut.has(recordId)).map(({ inputHash }) => [inputHash, 'validation']),
  );
}

async function withoutRepresented(
  db: Db,
  projectId: string,
  recipe: DatasetRecipe,
  rows: SelectedRow[],
): Promise<SelectedRow[]> {
  const run =
    recipe.nearDuplicates === 'representatives' ? await findLatestCleaningRun(db, projectId) : undefined;
  if (!run) return rows;
  const represented = new Set(await listRepresented(db, run.id));
  return rows.filter(({ recordId }) => !represented.has(recordId));
}

function assertTrainable({ rows, offenders }: VersionPlan): void {
  if (offenders.length > 0)
    throw new AttuneError(
      'evaluation_data_in_training',
      `${offenders.length} training rows ask what a test split has reserved.`,
      {
        fields: { offenders: offenders.slice(0, offendersShown) },
        remedy: 'Set "reserved" to "exclude" in the recipe to leave them out, or set those records aside.',
      },
    );
  if (!rows.some(({ split }) => split === 'train'))
    throw new AttuneError('no_training_rows', 'No active record is left for the training split.', {
      remedy: 'Import data, look at what cleaning dropped, or widen the filters of the recipe.',
    });
}

async function freeze(services: Services, version: Version, rows: PlannedRow[]): Promise<void> {
  const written = await writeFiles(services.store, rows);
  const facts = measureVersion(rows);
  const reserved = await signQuestions(rows);
  await services.db.transaction().execute(async trx => {
    await lockRecordsOf(trx, version.projectId);
    const frozen = await freezeVersion(trx, version.id, {
      ...written,
      facts,
      frozenAt: new Date(services.clock()),
    });
    if (!frozen) return;
    const places = rows.map(({ recordId, revisionId, split, groupKey }, position) => ({
      version_id: version.id,
      position,
      record_id: recordId,
      revision_id: revisionId,
      split,
      group_key: groupKey,
    }));
    await insertDatasetRows(trx, places);
    await insertReservations(trx, version.projectId, version.id, reserved);
    await announce(trx, version, 'dataset_version.frozen', {
      digest: written.digest,
      bySplit: facts.bySplit,
    });
  });
}

/** Signing takes milliseconds a hundred: meanwhile others get their turns. */
async function signQuestions(rows: readonly PlannedRow[]) {
  const giveWay = createGiveWay();
  const signed = [];
  for (const { split, inputHash, recordId, payload } of rows) {
    if (split !== 'test') continue;
    const nearSignature = Buffer.from(signatureOf(promptTextOf(payload)).buffer);
    signed.push({ inputHash, recordId, nearSignature });
    await giveWay();
  }
  return signed;
}

async function fail(
  services: Services,
  version: Version,
  { code, message, remedy, fields }: AttuneError,
): Promise<void> {
  await services.db.transaction().execute(async trx => {
    const failed = await failVersion(trx, version.id, { code, message, remedy: remedy ?? null, ...fields });
    if (!failed) return;
    await announce(trx, version, 'dataset_version.failed', { code, message });
  });
}

const announce = (
  trx: Db,
  { projectId, id, dataset, n }: Version,
  kind: string,
  payload: Record<string, unknown>,
) =>
  appendEvent(trx, projectId, {
    kind,
    subjectKind: 'dataset_version',
    subjectId: id,
    payload: { dataset, n, ...payload },
  });
