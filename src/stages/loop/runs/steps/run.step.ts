import { AttuneError } from '#platform/http/attune-error.ts';
import type { LoopFile } from '../../file/loop-file.contract.ts';
import { assertDone, type CarryOut, needed, type StepContext, until } from '../carry-out.ts';

const finalStates = ['done', 'failed', 'cancelled'];

/** Queues the run and waits for its end. A paused run is waited for: the loop goes on when people resume it. */
export const carryOutRun: CarryOut = async context => {
  const { project, step, stages, signal } = context;
  const { name, base, recipe } = step.settings as LoopFile['run'];
  const wish = { name, base, recipe: recipe as never, datasetVersionId: needed(context, 'dataset').id };
  const { id, number } = await stages.tuning.runs.create({ project, ...wish });
  await context.made({ id, number });
  const read = () => stages.tuning.runs.get({ project, run: id });
  const ended = await until(signal, read, run => finalStates.includes(run.state));
  assertDone(`Run ${ended.number}`, ended.state, ended.error);
  if (ended.state === 'cancelled')
    throw new AttuneError('run_cancelled', `Run ${ended.number} was cancelled.`, {
      remedy: 'Run the file again to start a new one.',
    });
  const version = await stages.models.versions.get({ project, id: ended.modelVersionId! });
  const losses = await readValidation(context, id);
  return {
    id,
    number: ended.number,
    base,
    modelVersionId: version.id,
    modelVersion: version.name,
    ...losses,
    summary: `run ${ended.number} made ${version.name}`,
  };
};

/** Validation loss of the base, and the lowest with its step. */
async function readValidation({ project, stages }: StepContext, run: string) {
  const { items } = await stages.tuning.runs.events({ project, run, type: 'eval', limit: 500 });
  const losses = items
    .map(event => ({ step: Number(event.payload.step), loss: event.payload.loss }))
    .filter((each): each is { step: number; loss: number } => typeof each.loss === 'number');
  const best = losses.filter(each => each.step > 0).sort((a, b) => a.loss - b.loss)[0];
  return {
    validationFirst: losses.find(each => each.step === 0)?.loss ?? null,
    validationBest: best?.loss ?? null,
    bestStep: best?.step ?? null,
  };
}
