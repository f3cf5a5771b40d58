import path from 'node:path';
import { findLastSeq } from '#platform/engine/python/follow-run.ts';
import type { Services } from '#platform/http/services.ts';
import { assertSpace } from '#platform/storage/disk-space.ts';
import type { Objective } from '#stages/data/index.ts';
import { getBaseModel } from '#stages/models/index.ts';
import { loadData } from '../runs/data-of-run.ts';
import { dataSetsOf } from '../runs/mixture-of-run.ts';
import { rowsOf } from '../runs/rows-of-version.ts';
import { deleteRunEventsAfter } from '../runs/run-event.queries.ts';
import { type RunRow, updateRun } from '../runs/run.queries.ts';
import { type FolderContent, runFolderOf, writeRunFolder } from './run-folder.ts';

/** Starts the engine on a run's folder, or again on one with checkpoints. Gives the process id. */
export async function launchEngine(services: Services, run: RunRow): Promise<number> {
  const folder = runFolderOf(services, run.directory);
  // An engine without room for a checkpoint would end, be started again, and end.
  assertSpace(folder, 0);
  await writeRunFolder(services, folder, await contentOf(services, run));
  await forgetLostEvents(services, run, await findLastSeq(folder));
  const { pid } = await services.engine.launch('train', [folder], path.join(folder, 'engine.log'));
  services.log.info('an engine trains', { run: run.number, runId: run.id, pid });
  return pid;
}

async function contentOf({ db }: Services, run: RunRow): Promise<FolderContent> {
  const base = await getBaseModel(db, run.baseModelId);
  const sets = await loadData(db, run.projectId, dataSetsOf(run));
  const { systemPrompt } = run;
  return {
    config: run.config as FolderContent['config'],
    basePath: base.path,
    systemPrompt,
    // Runs from before there were objectives learn from conversations.
    rows: sets.map(({ dataset }) =>
      rowsOf(dataset, (run.config.objective as Objective | undefined) ?? 'sft'),
    ),
  };
}

/** After a power cut the event file may end before what we took in: the engine will give those numbers again. */
async function forgetLostEvents(services: Services, run: RunRow, lastSeq: number): Promise<void> {
  if (lastSeq >= run.eventSeq) return;
  await services.db.transaction().execute(async trx => {
    await deleteRunEventsAfter(trx, run.id, lastSeq);
    await updateRun(trx, run.id, { eventSeq: lastSeq });
  });
}
