import { implement } from '@orpc/server';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { openAiId, readOpenAiId } from '#platform/http/openai-id.ts';
import { modelPrefix } from '#platform/auth/visible-projects.ts';
import { controlJob, type JobMove } from './control-job.ts';
import { createJob } from './create-job.ts';
import { hasJobEvent, listJobCheckpoints, listJobEvents, listStepLosses } from './job-event.queries.ts';
import { jobContract } from './job.contract.ts';
import { findJob, type JobRow, listJobs } from './job.queries.ts';
import { toList } from './openai-list.ts';
import { presentCheckpoint, presentEvent, readCheckpointId, readEventId } from './present-event.ts';
import { presentJob } from './present-job.ts';

const api = implement(jobContract).$context<IncomingContext>().use(guard);

const control =
  (move: JobMove) =>
  async ({ context, input }: { context: RequestContext; input: { job: string } }) => {
    const { id } = await getJob(context, input.job);
    await controlJob(context, id, move);
    return present(context, (await findJob(context.db, context.project.id, id))!);
  };

export const jobRouter = api.router({
  create: api.create.handler(async ({ context, input }) => {
    const id = await createJob(context, input);
    return present(context, (await findJob(context.db, context.project.id, id))!);
  }),
  list: api.list.handler(async ({ context, input }) => {
    const { limit, metadata } = input;
    const before = input.after === undefined ? undefined : idOf(input.after);
    const rows = await listJobs(context.db, context.project.id, { before, metadata, limit: limit + 1 });
    return toList(rows, limit, row => present(context, row));
  }),
  retrieve: api.retrieve.handler(async ({ context, input }) =>
    present(context, await getJob(context, input.job)),
  ),
  cancel: api.cancel.handler(control('cancel')),
  pause: api.pause.handler(control('pause')),
  resume: api.resume.handler(control('resume')),
  events: api.events.handler(async ({ context, input }) => {
    const job = await getJob(context, input.job);
    const before = input.after === undefined ? undefined : await placeOf(context.db, job, input.after);
    const rows = await listJobEvents(context.db, job, before, input.limit + 1);
    const about = { jobId: job.id, totalSteps: job.progress?.stepsPlanned ?? 0 };
    return toList(rows, input.limit, row => presentEvent(row, about));
  }),
  checkpoints: api.checkpoints.handler(async ({ context, input }) => {
    const { id, runId, runName, versionName } = await getJob(context, input.job);
    const before = input.after === undefined ? undefined : stepOf(id, input.after);
    const rows = runId ? await listJobCheckpoints(context.db, runId, before, input.limit + 1) : [];
    const steps = rows.map(({ step }) => step);
    const losses = runId ? await listStepLosses(context.db, runId, steps) : [];
    const lossesAt = new Map(losses.map(each => [each.step, each]));
    const name = modelPrefix(context.actor, context.project) + (versionName ?? runName);
    return toList(rows, input.limit, row =>
      presentCheckpoint(row, lossesAt.get(row.step) ?? {}, { jobId: id, name }),
    );
  }),
});

const present = ({ project, actor, services }: RequestContext, row: JobRow) =>
  presentJob(row, { project, actor, nowMs: services.clock() });

function idOf(text: string): string {
  const id = readOpenAiId('ftjob', text);
  if (!id) throw notFound('fine-tuning job', text);
  return id;
}

async function getJob({ db, project }: RequestContext, text: string): Promise<JobRow> {
  const found = await findJob(db, project.id, idOf(text));
  if (!found) throw notFound('fine-tuning job', text);
  return found;
}

async function placeOf(db: Db, job: JobRow, text: string) {
  const place = readEventId(job.id, text);
  if (!place || !(await hasJobEvent(db, job, place)))
    throw notFound(`event of ${openAiId('ftjob', job.id)}`, text);
  return place;
}

function stepOf(jobId: string, text: string): number {
  const step = readCheckpointId(jobId, text);
  if (step === undefined) throw notFound(`checkpoint of ${openAiId('ftjob', jobId)}`, text);
  return step;
}
