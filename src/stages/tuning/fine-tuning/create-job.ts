import { may, notAllowed } from '#platform/auth/actor.ts';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { readOpenAiId } from '#platform/http/openai-id.ts';
import { type BaseModel, findBaseModel } from '#stages/models/index.ts';
import { findFile } from './file.queries.ts';
import type { NewJob } from './job.contract.ts';
import { tellJob } from './job-event.queries.ts';
import { insertJob } from './job.queries.ts';
import { prepareJob } from './prepare-job.job.ts';
import { recipeOfJob } from './recipe-of-job.ts';

/**
 * Takes a job on, in the caller's transaction: from here it is carried on whatever happens to the server. Gives its id.
 * Throws `model_not_found`, `unknown_file` and what a recipe may be refused for.
 */
export async function createJob(context: RequestContext, wish: NewJob): Promise<string> {
  const { db, project, actor, services } = context;
  if (!may(actor, project.id, 'data.write')) throw notAllowed('data.write');
  const base = await findBase(context, wish.model);
  const id = newId(services.clock());
  await insertJob(db, {
    id,
    projectId: project.id,
    model: wish.model,
    baseModelId: base.id,
    trainingFileId: await findFileId(context, wish.training_file, 'training_file'),
    validationFileId: wish.validation_file
      ? await findFileId(context, wish.validation_file, 'validation_file')
      : null,
    recipe: recipeOfJob(wish),
    runName: wish.suffix ?? `ft-${base.slug}`.slice(0, 80),
    priority: wish.attune.priority,
    force: wish.attune.force,
    metadata: wish.metadata ?? null,
    createdBy: actor.ref,
  });
  const at = new Date(services.clock());
  await tellJob(db, id, { level: 'info', message: 'Created fine-tuning job; its files are being read.', at });
  await services.jobs.enqueue(db, prepareJob, { jobId: id });
  return id;
}

/** By its slug, as `/v1/models` lists it: outside of a key of one project with the project before it. */
async function findBase({ db, project }: RequestContext, model: string): Promise<BaseModel> {
  const prefix = `${project.slug}/`;
  const base = await findBaseModel(db, model.startsWith(prefix) ? model.slice(prefix.length) : model);
  if (base) return base;
  throw new AttuneError('model_not_found', `There is no base model "${model}" to tune.`, {
    status: 404,
    fields: { param: 'model' },
    remedy:
      'GET /v1/models lists those there are. What tuning made cannot be tuned further: name its base and send all rows.',
  });
}

async function findFileId({ db, project }: RequestContext, text: string, param: string): Promise<string> {
  const id = readOpenAiId('file', text);
  const file = id && (await findFile(db, project.id, id, true));
  if (!file)
    throw new AttuneError('unknown_file', `There is no file ${text} in this project.`, {
      fields: { param },
      remedy: 'Send it to /v1/files with a key of the same project, and use the id that came back.',
    });
  if (file.purpose === 'fine-tune') return file.id;
  throw new AttuneError('wrong_purpose', `The file ${text} is of the purpose "${file.purpose}".`, {
    fields: { param },
    remedy: 'Use a file that was sent with the purpose "fine-tune".',
  });
}
