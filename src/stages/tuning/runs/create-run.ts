import { nextNumber } from '#platform/database/next-number.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import type { InProject } from '#platform/http/context.ts';
import { startNextRuns } from '../training/run-training.job.ts';
import { codeVersions } from '../training/code-versions.ts';
import { assertCanTrain, checkRun } from './check-run.ts';
import { planRun, type RunPlan, type RunWish } from './plan-run.ts';
import type { Preflight } from './run.contract.ts';
import { findRun, insertRun, lockQueue, type RunRow } from './run.queries.ts';

export type NewRunWish = RunWish & { name: string; priority: number; force: boolean };

/** Freezes the wish, checks it with the engine, and queues it: all in the caller's transaction. */
export async function createRun(context: InProject, wish: NewRunWish): Promise<RunRow> {
  const { services, db, project } = context;
  const plan = await planRun(services, db, project, wish);
  return checkRun(services, plan, async preflight => {
    assertCanTrain(preflight, wish.force);
    await lockQueue(db);
    await insertPlanned(context, plan, wish, preflight);
    await startNextRuns(services, db);
    return (await findRun(db, plan.id))!;
  });
}

async function insertPlanned(
  { db, project, actor }: InProject,
  plan: RunPlan,
  { name, priority }: NewRunWish,
  preflight: Preflight,
): Promise<void> {
  const number = await nextNumber(db, project.id, 'run');
  const { id, config, systemPrompt, directory, datasetVersionId } = plan;
  const frozen = { id, config, systemPrompt, directory, datasetVersionId, baseModelId: plan.base.id };
  const who = { projectId: project.id, createdBy: actor.ref };
  await insertRun(db, { ...frozen, ...who, number, name, priority, preflight, versions: codeVersions });
  const payload = { number, name, state: 'queued', before: null };
  await appendEvent(db, project.id, { kind: 'run.state', subjectKind: 'run', subjectId: id, payload });
}
