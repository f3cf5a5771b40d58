import { type DatasetVersion, datasetRecipe } from './dataset.contract.ts';
import type { getVersion } from './version.queries.ts';

/** What people and later stages see of a version. */
export function presentVersion(row: Awaited<ReturnType<typeof getVersion>>): DatasetVersion {
  const { projectId: _project, parentId: _parent, createdBy: _by, ...rest } = row;
  return {
    ...rest,
    recipe: datasetRecipe.parse(row.recipe),
    facts: row.state === 'frozen' ? (row.facts as DatasetVersion['facts']) : null,
    error: row.error as DatasetVersion['error'],
  };
}
