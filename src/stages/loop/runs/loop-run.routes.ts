import { createHash } from 'node:crypto';
import { implement } from '@orpc/server';
import * as z from 'zod';
import type { Db } from '#platform/database/database.ts';
import { lastEventId } from '#platform/events/follow-events.ts';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { assertMayUse } from '#stages/data/index.ts';
import { insertProject, updateProject, getProject } from '#stages/need/index.ts';
import { type LoopFile, loopFileSchema } from '../file/loop-file.contract.ts';
import { decideStep, digestInput, type KnownStep } from '../file/decide-step.ts';
import { type PlannedStep, planSteps } from '../file/plan-steps.ts';
import { type LoopRun, loopRunContract } from './loop-run.contract.ts';
import { loopRunJob } from './loop-run.job.ts';
import {
  deleteOtherSteps,
  findLoopRun,
  listLoopRuns,
  listLoopSteps,
  upsertLoopRun,
} from './loop-run.queries.ts';
import { presentLoop } from './present-loop.ts';

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
  start: api.start.handler(async ({ context, input }) => {
    await assertFilesThere(context, input.file, input.digests);
    const projectId = await ensureProject(context.db, input.file);
    const eventsAfter = await lastEventId(context.db, projectId);
    const spec = { file: input.file, digests: input.digests };
    const specDigest = createHash('sha256').update(JSON.stringify(spec)).digest('hex');
    const id = await upsertLoopRun(context.db, {
      projectId,
      name: input.file.name,
      spec,
      specDigest,
      createdBy: personOf(context),
    });
    await deleteOtherSteps(
      context.db,
      id,
      planSteps(input.file, input.digests).map(step => step.key),
    );
    await context.services.jobs.enqueue(context.db, loopRunJob, { loopRunId: id });
    return { ...(await presentLoop(context.db, projectId, { id })), eventsAfter };
  }),
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

async function assertFilesThere(
  context: RequestContext,
  file: LoopFile,
  digests: Record<string, string>,
): Promise<void> {
  const project = await findProject(context.db, file.project.slug);
  const isThere = async (digest: string) =>
    (await context.services.store.has(digest)) &&
    (await assertMayUse(context.db, project?.id ?? null, context.actor, digest).then(
      () => true,
      () => false,
    ));
  for (const { path } of file.sources.flatMap(source => source.files))
    if (!digests[path] || !(await isThere(digests[path])))
      throw new AttuneError('file_not_sent', `The data file ${path} was not sent.`, {
        fields: { path },
        remedy:
          'Send it to /api/v1/artifacts first and give its digest under `digests`; `attune loop run` does both.',
      });
}

async function ensureProject(db: Db, file: LoopFile): Promise<string> {
  const { slug, name, languages, systemPrompt } = file.project;
  const wish = { slug, name: name ?? slug, languages, systemPrompt };
  const made = await insertProject(db, wish);
  if (made) return made.id;
  const found = await findProject(db, slug);
  if (!found) throw notFound('project', slug);
  const { version } = await getProject(db, found.id);
  await updateProject(db, found.id, version, wish);
  return found.id;
}

function personOf({ actor }: RequestContext): string {
  if (actor.userId) return `user:${actor.userId}`;
  throw new AttuneError(
    'no_person',
    'A loop runs in the name of a person; this key belongs to an application.',
    { status: 403 },
  );
}
