import path from 'node:path';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { ProjectInContext } from '#platform/http/context.ts';
import type { Services } from '#platform/http/services.ts';
import { type BaseModel, getBaseModel } from '#stages/models/index.ts';
import { type FolderContent, readFirstRows, type Row, type RowFiles } from '../training/run-folder.ts';
import { completeMethod } from './complete-method.ts';
import { chooseData, loadData } from './data-of-run.ts';
import type { Recipe } from './recipe.ts';
import { leftOutOf, rowsOf } from './rows-of-version.ts';
import type { LeftOut } from './run.contract.ts';
import { writeOutPlan } from './write-out-plan.ts';

export type RunWish = { datasetVersionId?: string | undefined; base: string; recipe: Recipe };

/** Everything that a run is frozen with, before anything of it is written. */
export type RunPlan = {
  id: string;
  directory: string;
  base: BaseModel;
  datasetVersionId: string;
  /** Rows of the data that teach the objective nothing. */
  leftOut: LeftOut | undefined;
} & FolderContent;

export async function planRun(
  services: Services,
  db: Db,
  project: ProjectInContext,
  wish: RunWish,
): Promise<RunPlan> {
  const sets = chooseData(wish);
  const loaded = await loadData(db, project.id, sets);
  const base = await getBaseModel(db, wish.base);
  const { objective } = wish.recipe;
  const rows = loaded.map(set => rowsOf(set.dataset, objective));
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
  const leftOut = leftOutOf(
    loaded.map(set => set.dataset),
    objective,
  );
  return { ...plan, leftOut, directory: path.join('runs', id) };
}

const promptCount = 3;
/** Judged answers to one question stand side by side. */
const rowsPerPrompt = 4;

/** The first validation questions, each once and of every data set some: what is answered while it learns was not learned. */
async function choosePrompts(services: Services, rows: RowFiles[], systemPrompt: string): Promise<Row[]> {
  const each = Math.max(1, Math.floor(promptCount / rows.length));
  const count = rows.length === 1 ? promptCount : each;
  const asked = new Map<string, Row>();
  for (const { train, validation } of rows) {
    const file = services.store.pathOf(validation ?? train);
    const full = asked.size + count;
    for (const { id, messages } of await readFirstRows(file, rowsPerPrompt * count)) {
      if (asked.size === full) break;
      const question = withSystem(questionOf(messages), systemPrompt);
      const key = JSON.stringify(question);
      if (!asked.has(key)) asked.set(key, { id, messages: question });
    }
  }
  return [...asked.values()];
}

const withSystem = (question: Row['messages'], systemPrompt: string): Row['messages'] =>
  systemPrompt !== '' && question[0]?.role !== 'system'
    ? [{ role: 'system', content: systemPrompt }, ...question]
    : question;

/** Up to the last answer; rows of a preference hold their answers elsewhere and end with the question. */
function questionOf(messages: Row['messages']): Row['messages'] {
  const end =
    messages.at(-1)?.role === 'user'
      ? messages.length
      : messages.findLastIndex(({ role }) => role === 'assistant');
  return messages.slice(0, end).map(({ role, content }) => ({ role, content }));
}
