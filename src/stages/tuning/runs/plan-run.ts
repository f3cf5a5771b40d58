import path from 'node:path';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { ProjectInContext } from '#platform/http/context.ts';
import type { Services } from '#platform/http/services.ts';
import type { DatasetVersion } from '#stages/data/datasets/dataset.contract.ts';
import { type BaseModel, getBaseModel } from '#stages/models/index.ts';
import { type FolderContent, readFirstRows, type Row, type RowFiles } from '../training/run-folder.ts';
import { completeMethod } from './complete-method.ts';
import { chooseData, loadData } from './data-of-run.ts';
import type { Recipe } from './recipe.ts';
import { writeOutPlan } from './write-out-plan.ts';

export type RunWish = { datasetVersionId?: string | undefined; base: string; recipe: Recipe };

/** Everything that a run is frozen with, before anything of it is written. */
export type RunPlan = {
  id: string;
  directory: string;
  base: BaseModel;
  datasetVersionId: string;
} & FolderContent;

export async function planRun(
  services: Services,
  db: Db,
  project: ProjectInContext,
  wish: RunWish,
): Promise<RunPlan> {
  refusePreferences(wish.recipe);
  const sets = chooseData(wish);
  const loaded = await loadData(db, project.id, sets);
  const base = await getBaseModel(db, wish.base);
  const rows = loaded.map(({ dataset }) => rowsOf(dataset));
  const id = newId(services.clock());
  const { systemPrompt } = project;
  const { sample, dataset, mixing, ...recipe } = completeMethod(wish.recipe, systemPrompt);
  const prompts = sample.prompts ?? (await choosePrompts(services, rows, systemPrompt));
  const config = {
    protocol: 1,
    run_id: id,
    base: { digest: base.digest },
    ...(dataset && { data: { tasks: sets, temperature: mixing.temperature } }),
    ...recipe,
    stages: writeOutPlan(wish.recipe),
    sample: { ...sample, prompts },
  };
  const datasetVersionId = sets[0]!.version;
  const plan = { id, base, config, rows, systemPrompt, basePath: base.path, datasetVersionId };
  return { ...plan, directory: path.join('runs', id) };
}

/** Dataset versions hold conversations; pairs and verdicts have no version yet, so nothing could be learned from them. */
function refusePreferences({ objective }: Recipe): void {
  if (objective === 'sft') return;
  throw new AttuneError(
    'no_preference_rows',
    `Objective ${objective} learns from ${objective === 'dpo' ? 'pairs of answers' : 'judged answers'}; the dataset version holds conversations.`,
    {
      status: 422,
      fields: { objective },
      remedy: 'Use objective sft with this version.',
    },
  );
}

export function rowsOf({ id, state, files, facts }: DatasetVersion): RowFiles {
  const train = files['train.jsonl'];
  if (state !== 'frozen' || !train)
    throw new AttuneError(
      'dataset_not_frozen',
      `The dataset version is ${state}; a run needs a frozen one.`,
      {
        status: 409,
        fields: { datasetVersionId: id },
        remedy: state === 'building' ? 'Wait until it is frozen.' : 'Freeze a new version of the dataset.',
      },
    );
  return { train, validation: facts?.bySplit.validation ? (files['validation.jsonl'] ?? null) : null };
}

const promptCount = 3;

/** The first validation questions, of every data set some: what is answered while it learns was not learned. */
async function choosePrompts(services: Services, rows: RowFiles[], systemPrompt: string): Promise<Row[]> {
  const each = Math.max(1, Math.floor(promptCount / rows.length));
  const count = rows.length === 1 ? promptCount : each;
  const found: Row[][] = [];
  for (const { train, validation } of rows)
    found.push(await readFirstRows(services.store.pathOf(validation ?? train), count));
  const first = [...new Map(found.flat().map(row => [row.id, row])).values()];
  return first.map(({ id, messages }) => {
    const answer = messages.findLastIndex(({ role }) => role === 'assistant');
    const question = messages.slice(0, answer).map(({ role, content }) => ({ role, content }));
    const needsSystem = systemPrompt !== '' && question[0]?.role !== 'system';
    return {
      id,
      messages: needsSystem ? [{ role: 'system', content: systemPrompt }, ...question] : question,
    };
  });
}
