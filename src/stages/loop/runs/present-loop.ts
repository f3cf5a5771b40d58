import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import { loopFileSchema } from '../file/loop-file.contract.ts';
import { planSteps } from '../file/plan-steps.ts';
import type { LoopRun, LoopStep } from './loop-run.contract.ts';
import { findLoopRun, listLoopSteps } from './loop-run.queries.ts';

/** A loop with every step its file asks for, those not begun included. */
export async function presentLoop(
  db: Db,
  projectId: string,
  by: { number: number } | { id: string },
): Promise<LoopRun> {
  const loop = await findLoopRun(db, projectId, by);
  if (!loop) throw notFound('loop', String(Object.values(by)[0]));
  const { file, digests } = loop.spec as { file: unknown; digests: Record<string, string> };
  const known = new Map((await listLoopSteps(db, loop.id)).map(step => [step.key, step]));
  const steps = planSteps(loopFileSchema.parse(file), digests).map(({ key, title, kind }): LoopStep => {
    const found = known.get(key);
    return {
      key,
      title,
      kind,
      state: found?.state ?? 'pending',
      result: (found?.result ?? null) as LoopStep['result'],
      error: (found?.error ?? null) as LoopStep['error'],
      startedAt: found?.startedAt ?? null,
      endedAt: found?.endedAt ?? null,
    };
  });
  const project = (await findProject(db, projectId))!.slug;
  const { id, number, name, state, createdAt, updatedAt } = loop;
  const error = (loop.error ?? null) as LoopRun['error'];
  return { id, project, number, name, state, error, createdAt, updatedAt, steps };
}
