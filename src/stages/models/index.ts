import type { Services } from '#platform/http/services.ts';
import type { AnyJob } from '#platform/jobs/jobs.ts';
import { baseContract } from './bases/base.contract.ts';
import { baseRouter } from './bases/base.routes.ts';
import { connectionContract } from './connections/connection.contract.ts';
import { connectionRouter } from './connections/connection.routes.ts';
import { exportModelJob } from './exports/export-model.job.ts';
import { exportContract } from './exports/export.contract.ts';
import { exportRouter } from './exports/export.routes.ts';
import { modelVersionContract } from './versions/model-version.contract.ts';
import { modelVersionRouter } from './versions/model-version.routes.ts';

export type { BaseModel } from './bases/base.contract.ts';
export { findBaseModel, getBaseModel, listBaseModels } from './bases/base.queries.ts';
export { modelsCommands } from './cli.ts';
export { ensureStarter } from './bases/ensure-starter.ts';
export { measureBase } from './bases/measure-base.ts';
export { type AnsweringModel, completeWith } from './complete-with.ts';
export { type ChatChunk, readChatAnswer, readChatChunk } from './connections/chat-chunk.ts';
export { findConnection } from './connections/connection.queries.ts';
export { openUpstream, type Upstream } from './connections/open-upstream.ts';
export { createSseReader } from './connections/read-sse.ts';
export { modelsMigrations, type Sampling } from './models.tables.ts';
export { layOutAdapter } from './versions/lay-out-adapter.ts';
export type { ModelVersion } from './versions/model-version.contract.ts';
export {
  findModelVersionByName,
  findModelVersionOfRun,
  getModelVersion,
  insertModelVersion,
  listModelVersions,
  type NewModelVersion,
} from './versions/model-version.queries.ts';

export const modelsContract = {
  bases: baseContract,
  connections: connectionContract,
  versions: modelVersionContract,
  exports: exportContract,
};
export const modelsRouter = {
  bases: baseRouter,
  connections: connectionRouter,
  versions: modelVersionRouter,
  exports: exportRouter,
};
export const modelsJobs: readonly AnyJob<Services>[] = [exportModelJob];
