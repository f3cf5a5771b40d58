import { findPerson } from '#platform/auth/find-actor.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { decideStep, digestInput, type KnownStep } from '../file/decide-step.ts';
import { loopFileSchema } from '../file/loop-file.contract.ts';
import { type PlannedStep, planSteps } from '../file/plan-steps.ts';
import { callStages } from './call-stages.ts';
import type { StepResult } from './carry-out.ts';
import { describeFailure, isSettled } from './describe-failure.ts';
import {
  failRunningSteps,
  getLoopRun,
  listLoopSteps,
  setLoopState,
  type StepChange,
  upsertLoopStep,
} from './loop-run.queries.ts';
import { stepKinds } from './steps/step-kinds.ts';

type Loop = Awaited<ReturnType<typeof getLoopRun>>;

/** Carries out a loop step by step. Killed anywhere, it goes on where it is: every step is one repeatable call and a wait. */
export const loopRunJob: JobDefinition<Services, { loopRunId: string }> = {
  name: 'loop.run',
  concurrency: 2,
  async run(services, { loopRunId }, signal) {
    const loop = await getLoopRun(services.db, loopRunId);
    if (loop.state !== 'running') return;
    try {
      const waits = await carryOutSteps(services, loop, signal);
      await finish(services, loop, waits ? 'waiting' : 'done');
    } catch (error) {
      if (signal.aborted || !isSettled(error)) throw error;
      await finish(services, loop, 'failed', describeFailure(error));
    }
  },
  async giveUp(services, { loopRunId }, error) {
    const loop = await getLoopRun(services.db, loopRunId);
    if (loop.state !== 'running') return;
    const failure = describeFailure(error);
    await failRunningSteps(services.db, loop.id, failure, new Date(services.clock()));
    await finish(services, loop, 'failed', failure);
  },
};

async function carryOutSteps(services: Services, loop: Loop, signal: AbortSignal): Promise<boolean> {
  const { file: rawFile, digests } = loop.spec as { file: unknown; digests: Record<string, string> };
  const file = loopFileSchema.parse(rawFile);
  const known = new Map((await listLoopSteps(services.db, loop.id)).map(step => [step.key, step]));
  const results: Record<string, StepResult> = {};
  let waits = false;
  for (const [position, step] of planSteps(file, digests).entries()) {
    const inputDigest = digestInput(step, results);
    const before = known.get(step.key);
    const { action } = decideStep(before as KnownStep | undefined, inputDigest);
    if (action === 'reuse') {
      results[step.key] = before!.result as StepResult;
      continue;
    }
    const goesOn =
      before?.state === 'running' && before.inputDigest === inputDigest && before.startedAt !== null;
    const startedAt = goesOn ? before.startedAt! : new Date(services.clock());
    const note = (change: StepChange) =>
      noteStep(services, loop, step, position, { inputDigest, startedAt, ...change });
    await note({ state: 'running', error: null, ...(goesOn ? {} : { result: null }) });
    try {
      const actor = await findPerson(services.db, loop.createdBy.replace(/^user:/, ''));
      const once = `loop:${loop.id}:${step.key}:${inputDigest}:${startedAt.getTime()}`;
      const stages = callStages(services, actor, once, signal);
      const result = await stepKinds[step.kind]({
        project: loop.projectId,
        file,
        step,
        stages,
        results,
        signal,
        made: facts => note({ state: 'running', result: facts }),
      });
      results[step.key] = result;
      const open = result.waiting === true;
      waits ||= open;
      await note({
        state: open ? 'waiting' : 'done',
        result,
        endedAt: open ? null : new Date(services.clock()),
      });
    } catch (error) {
      if (!signal.aborted && isSettled(error))
        await note({ state: 'failed', error: describeFailure(error), endedAt: new Date(services.clock()) });
      throw error;
    }
  }
  return waits;
}

async function noteStep(
  services: Services,
  loop: Loop,
  step: PlannedStep,
  position: number,
  change: StepChange,
): Promise<void> {
  await services.db.transaction().execute(async trx => {
    await upsertLoopStep(trx, loop.id, step.key, position, change);
    const payload = {
      loop: loop.number,
      key: step.key,
      title: step.title,
      state: change.state,
      result: change.result ?? null,
    };
    await appendEvent(trx, loop.projectId, {
      kind: 'loop.step',
      subjectKind: 'loop',
      subjectId: loop.id,
      payload,
    });
  });
}

async function finish(
  services: Services,
  loop: Loop,
  state: 'done' | 'waiting' | 'failed',
  error: unknown = null,
): Promise<void> {
  await services.db.transaction().execute(async trx => {
    await setLoopState(trx, loop.id, state, error);
    const payload = { loop: loop.number, state };
    await appendEvent(trx, loop.projectId, {
      kind: 'loop.state',
      subjectKind: 'loop',
      subjectId: loop.id,
      payload,
    });
  });
}
