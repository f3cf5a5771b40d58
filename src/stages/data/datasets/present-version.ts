import { type DatasetVersion, datasetRecipe } from './dataset.contract.ts';
import type { getVersion } from './version.queries.ts';

type Facts = NonNullable<DatasetVersion['facts']>;

/** What people and later stages see of a version. */
export function presentVersion(row: Awaited<ReturnType<typeof getVersion>>): DatasetVersion {
  const { projectId: _project, parentId: _parent, createdBy: _by, ...rest } = row;
  return {
    ...rest,
    recipe: datasetRecipe.parse(row.recipe),
    facts: row.state === 'frozen' ? withKinds(row.facts as Facts) : null,
    error: row.error as DatasetVersion['error'],
  };
}

/** Versions from before there were preferences hold conversations only. */
function withKinds(facts: Omit<Facts, 'byKind'> & Partial<Facts>): Facts {
  const none = { train: 0, validation: 0, test: 0 };
  return { byKind: { conversation: facts.bySplit, pair: none, judged: none }, ...facts };
}
