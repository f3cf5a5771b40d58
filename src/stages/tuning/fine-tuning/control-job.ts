import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { controlRun } from '../runs/control-run.ts';
import { tellJob } from './job-event.queries.ts';
import { endJob, type LockedJob, lockJob } from './job.queries.ts';

export type JobMove = 'pause' | 'resume' | 'cancel';

/**
 * What people ask of a job, in the caller's transaction: of its run where it has one. Throws `run_cannot_<move>` and
 * `job_cannot_<move>` with status 400, because OpenAI's clients repeat a 409 by themselves.
 */
export async function controlJob(context: RequestContext, id: string, move: JobMove): Promise<void> {
  const { db, services } = context;
  const job = await lockJob(db, id);
  const at = new Date(services.clock());
  if (job.state === 'tuning') await controlRun(context, job.runId!, move).catch(asBadRequest);
  else if (job.state === 'validating' && move === 'cancel')
    await endJob(db, id, { state: 'cancelled', error: null, endedAt: at });
  else throw cannot(job, move);
  await tellJob(db, id, { level: 'info', message: messages[move], at });
}

const messages: Record<JobMove, string> = {
  pause: 'The job was asked to pause: it saves and stops after its step.',
  resume: 'The job goes on from its last checkpoint as soon as it has its turn.',
  cancel: 'The job was cancelled.',
};

function asBadRequest(error: unknown): never {
  if (!(error instanceof AttuneError) || error.status !== 409) throw error;
  const { code, message, remedy, fields } = error;
  throw new AttuneError(code, message, { fields, ...(remedy !== undefined && { remedy }) });
}

const cannot = ({ state }: LockedJob, move: JobMove) =>
  new AttuneError(`job_cannot_${move}`, `A job that is ${state} cannot ${move}.`, {
    fields: { state, move },
    remedy:
      state === 'validating'
        ? 'Wait until its files are through; it can be cancelled now.'
        : 'It is over; create another one.',
  });
