import type { Db } from '#platform/database/database.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { DatasetVersion } from '#stages/data/datasets/dataset.contract.ts';
import { getDatasetVersion } from '#stages/data/index.ts';
import type { DataSet } from './mixture-of-run.ts';
import type { Recipe } from './recipe.ts';

type Wish = { datasetVersionId?: string | undefined; recipe: Pick<Recipe, 'dataset'> };

/** The data sets that a wish names. Throws where it names none, or one that it does not use. */
export function chooseData({ datasetVersionId, recipe: { dataset } }: Wish): DataSet[] {
  if (dataset === null) return [{ version: datasetVersionId ?? missing(), name: '', weight: 1 }];
  const isUsed = dataset.some(({ version }) => version === null || version === datasetVersionId);
  if (datasetVersionId !== undefined && !isUsed) throw unused(datasetVersionId);
  return dataset.map(({ version, name, weight }) => ({
    version: version ?? datasetVersionId ?? missing(name),
    name,
    weight,
  }));
}

export type LoadedData = DataSet & { dataset: DatasetVersion };

export async function loadData(db: Db, projectId: string, sets: readonly DataSet[]): Promise<LoadedData[]> {
  const found: LoadedData[] = [];
  for (const each of sets)
    found.push({ ...each, dataset: await getDatasetVersion(db, projectId, each.version) });
  return found;
}

function missing(name?: string): never {
  const which = name === undefined ? '' : ` for "${name}"`;
  throw new AttuneError('run_without_data', `The run names no dataset version${which}.`, {
    status: 422,
    fields: { datasetVersionId: null },
    remedy: 'Give datasetVersionId, or a version to every data set of recipe.dataset.',
  });
}

const unused = (datasetVersionId: string) =>
  new AttuneError('data_unused', 'recipe.dataset leaves out the dataset version that the run is given.', {
    status: 422,
    fields: { datasetVersionId },
    remedy: 'Leave out datasetVersionId, or add a data set without a version to recipe.dataset.',
  });
