import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { datasetContract } from '#stages/data/datasets/dataset.contract.ts';
import { modelVersionContract } from '#stages/models/versions/model-version.contract.ts';

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of a model version that people name by id, name or number; without a word the newest. */
export async function resolveModelVersion(
  cli: Cli,
  project: string,
  word: string | undefined,
): Promise<string> {
  if (word && id.test(word)) return word;
  const { items } = await cli.client(modelVersionContract).list({ project, limit: 500 });
  const found = word ? items.find(item => item.name === word || String(item.number) === word) : items[0];
  if (!found)
    throw unknown(
      'model version',
      word,
      items.map(item => item.name),
    );
  return found.id;
}

/** The id of a dataset version: `desk@2`, `desk` for its latest, or an id; without a word the latest of the only dataset. */
export async function resolveDatasetVersion(
  cli: Cli,
  project: string,
  word: string | undefined,
): Promise<string> {
  if (word && id.test(word)) return word;
  const datasets = cli.client(datasetContract);
  const { items } = await datasets.list({ project, limit: 500 });
  const [name, n] = (word ?? '').split('@');
  const dataset = word ? items.find(item => item.name === name) : items.length === 1 ? items[0] : undefined;
  if (!dataset)
    throw unknown(
      'dataset',
      word,
      items.map(item => item.name),
    );
  if (!n && dataset.latest) return dataset.latest.id;
  const versions = await datasets.versions({ project, id: dataset.id, limit: 500 });
  const found = versions.items.find(version => String(version.n) === n);
  if (!found)
    throw unknown(
      'version of this dataset',
      word,
      versions.items.map(version => `${dataset.name}@${version.n}`),
    );
  return found.id;
}

const unknown = (what: string, word: string | undefined, names: readonly string[]) =>
  new AttuneError('not_found', word ? `There is no ${what} "${word}".` : `Which ${what}?`, {
    status: 404,
    remedy: names.length > 0 ? `There are: ${names.join(', ')}.` : `There is no ${what} in this project yet.`,
  });
