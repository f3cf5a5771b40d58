import { createHash } from 'node:crypto';
import type { Db } from '#platform/database/database.ts';
import { lastEventId } from '#platform/events/follow-events.ts';
import { AttuneError, notFound } from '#platform/http/attune-error.ts';
import { findProject } from '#platform/http/authorise.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { assertMayUse } from '#stages/data/index.ts';
import { getProject, insertProject, updateProject } from '#stages/need/index.ts';
import type { LoopFile } from '../file/loop-file.contract.ts';
import { planSteps } from '../file/plan-steps.ts';
import type { LoopRun } from './loop-run.contract.ts';
import { loopRunJob } from './loop-run.job.ts';
import { deleteOtherSteps, upsertLoopRun } from './loop-run.queries.ts';
import { presentLoop } from './present-loop.ts';

export type LoopWish = { file: LoopFile; digests: Record<string, string> };

/** Starts the loop of a file, or goes on with it: a second start while it runs starts nothing. */
export async function startLoop(
  context: RequestContext,
  { file, digests }: LoopWish,
): Promise<LoopRun & { eventsAfter: number }> {
  const { db, services } = context;
  await assertFilesThere(context, file, digests);
  const projectId = await ensureProject(db, file);
  const eventsAfter = await lastEventId(db, projectId);
  const spec = { file, digests };
  const specDigest = createHash('sha256').update(JSON.stringify(spec)).digest('hex');
  const createdBy = personOf(context);
  const id = await upsertLoopRun(db, { projectId, name: file.name, spec, specDigest, createdBy });
  const keys = planSteps(file, digests).map(step => step.key);
  await deleteOtherSteps(db, id, keys);
  await services.jobs.enqueue(db, loopRunJob, { loopRunId: id });
  return { ...(await presentLoop(db, projectId, { id })), eventsAfter };
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
