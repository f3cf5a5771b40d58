import type { Db } from '#platform/database/database.ts';
import type { Services } from '#platform/http/services.ts';
import type { AnyJob } from '#platform/jobs/jobs.ts';
import { cleanRecordsJob } from './cleaning/clean-records.job.ts';
import { cleaningRunContract } from './cleaning/cleaning-run.contract.ts';
import { cleaningRunRouter } from './cleaning/cleaning-run.routes.ts';
import type { Split } from './data.tables.ts';
import { decideRecordsJob } from './decisions/decide-records.job.ts';
import { decisionSetContract } from './decisions/decision-set.contract.ts';
import { decisionSetRouter } from './decisions/decision-set.routes.ts';
import { type DatasetVersion, datasetContract } from './datasets/dataset.contract.ts';
import { askableRows } from './datasets/askable-rows.ts';
import { datasetRouter } from './datasets/dataset.routes.ts';
import { freezeVersionJob } from './datasets/freeze-version.job.ts';
import { versionDiffContract } from './datasets/version-diff.contract.ts';
import { versionDiffRouter } from './datasets/version-diff.routes.ts';
import { presentVersion } from './datasets/present-version.ts';
import { getVersion, listVersionRows } from './datasets/version.queries.ts';
import { indexRecordsJob } from './records/index-records.job.ts';
import { presentRecordDetail } from './records/present-record.ts';
import { recordFacetsContract } from './records/record-facets.contract.ts';
import { recordFacetsRouter } from './records/record-facets.routes.ts';
import { recordContract } from './records/record.contract.ts';
import { getRecordRow } from './records/record.queries.ts';
import { recordRouter } from './records/record.routes.ts';
import { importFileJob } from './sources/import-file.job.ts';
import { importContract } from './sources/import.contract.ts';
import { importRouter } from './sources/import.routes.ts';
import { sourceContract } from './sources/source.contract.ts';
import { sourceRouter } from './sources/source.routes.ts';

export type { DatasetVersion } from './datasets/dataset.contract.ts';
export { requestVersion } from './datasets/request-version.ts';
export { getDatasetByName, insertDataset } from './datasets/dataset.queries.ts';
export { dataCommands } from './cli.ts';
export { scrubPrivateValues } from './cleaning/scrub-private-values.ts';
export { dataMigrations } from './data.tables.ts';
export { type AddRows, addRows } from './records/add-rows.ts';
export { fileOfObjective, type Objective } from './datasets/rows-of-objective.ts';
export type { RowKind } from './records/payload.ts';
export { takeBackRow } from './records/take-back-row.ts';
export { assertMayUse } from './sources/assert-may-use.ts';
export { getImport, listRejects } from './sources/import.queries.ts';
export { requestImport } from './sources/request-import.ts';
export { findSourceByName, getSource, insertSource } from './sources/source.queries.ts';

export const dataContract = {
  sources: sourceContract,
  imports: importContract,
  records: recordContract,
  recordFacets: recordFacetsContract,
  decisionSets: decisionSetContract,
  cleaningRuns: cleaningRunContract,
  datasets: datasetContract,
  versionDiffs: versionDiffContract,
};
export const dataRouter = {
  sources: sourceRouter,
  imports: importRouter,
  records: recordRouter,
  recordFacets: recordFacetsRouter,
  decisionSets: decisionSetRouter,
  cleaningRuns: cleaningRunRouter,
  datasets: datasetRouter,
  versionDiffs: versionDiffRouter,
};
export const dataJobs: readonly AnyJob<Services>[] = [
  importFileJob,
  indexRecordsJob,
  cleanRecordsJob,
  decideRecordsJob,
  freezeVersionJob,
];

/** A version with its files (artifact digest by name) and facts; throws `not_found`. */
export const getDatasetVersion = async (db: Db, projectId: string, id: string): Promise<DatasetVersion> =>
  presentVersion(await getVersion(db, projectId, id));

/** Every row of one split in the order of the files. */
export const listRowsOfSplit = (db: Db, versionId: string, split: Split) =>
  listVersionRows(db, versionId, split, -1, Number.MAX_SAFE_INTEGER);

/** Rows of one split whose question can be asked, each with an answer that is wanted. */
export const listAskableRows = async (db: Db, versionId: string, split: Split) =>
  askableRows(await listRowsOfSplit(db, versionId, split));

/** A record with revisions, signals and decisions; throws `not_found`. */
export const getRecord = async (db: Db, projectId: string, id: string) =>
  presentRecordDetail(db, await getRecordRow(db, projectId, id));
