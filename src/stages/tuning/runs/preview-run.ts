import { rm } from 'node:fs/promises';
import type { RequestContext } from '#platform/http/context.ts';
import { runFolderOf } from '../training/run-folder.ts';
import { checkRun } from './check-run.ts';
import { planRun, type RunWish } from './plan-run.ts';
import type { Preflight } from './run.contract.ts';

/** What a run would meet. Refuses nothing and leaves nothing. */
export async function previewRun(
  { services, db, project }: RequestContext,
  wish: RunWish,
): Promise<Preflight> {
  const plan = await planRun(services, db, project, wish);
  const found = await checkRun(services, plan, async preflight => preflight);
  await rm(runFolderOf(services, plan.directory), { recursive: true, force: true });
  return found;
}
