import { implement } from '@orpc/server';
import * as z from 'zod';
import { findProject } from '#platform/http/authorise.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { loopFileSchema } from '../file/loop-file.contract.ts';
import { decideStep, digestInput, type KnownStep } from '../file/decide-step.ts';
import { type PlannedStep, planSteps } from '../file/plan-steps.ts';
import { type LoopRun, loopRunContract } from './loop-run.contract.ts';
import { findLoopRun, listLoopRuns, listLoopSteps } from './loop-run.queries.ts';
import { presentLoop } from './present-loop.ts';
import { startLoop } from './start-loop.ts';

const api = implement(loopRunContract).$context<IncomingContext>().use(guard);

export const loopRunRouter = api.router({
  schema: api.schema.handler(
    () => z.toJSONSchema(loopFileSchema, { io: 'input' }) as Record<string, unknown>,
  ),
  plan: api.plan.handler(async ({ context, input }) => {
    const project = await findProject(context.db, input.file.project.slug);
    const loop = project ? await findLoopRun(context.db, project.id, { name: input.file.name }) : undefined;
    const known = loop ? await listLoopSteps(context.db, loop.id) : [];
    return { steps: plan(planSteps(input.file, input.digests), known) };
  }),
  start: api.start.handler(({ context, input }) => startLoop(context, input)),
  list: api.list.handler(async ({ context }) => {
    const loops = await listLoopRuns(context.db, context.project.id);
    return {
      items: loops.map(loop => ({
        ...loop,
        error: loop.error as LoopRun['error'],
        project: context.project.slug,
      })),
    };
  }),
  get: api.get.handler(({ context, input }) =>
    presentLoop(context.db, context.project.id, { number: input.number }),
  ),
});

function plan(
  steps: PlannedStep[],
  known: { key: string; state: KnownStep['state']; inputDigest: string | null; result: unknown }[],
) {
  const results: Record<string, unknown> = {};
  return steps.map(step => {
    const before = known.find(each => each.key === step.key);
    const stale = step.needs.some(key => results[key] === undefined);
    const decided = stale
      ? {
          action: before ? ('redo' as const) : ('do' as const),
          reason: before ? 'a step before it is done again' : 'not done yet',
        }
      : decideStep(before, digestInput(step, results));
    if (decided.action === 'reuse' || decided.action === 'wait') results[step.key] = before!.result;
    return { key: step.key, title: step.title, ...decided };
  });
}
