import { apiOf } from '#platform/ui/api/api.ts';
import { cleaningRunContract } from '../cleaning/cleaning-run.contract.ts';
import { decisionSetContract } from '../decisions/decision-set.contract.ts';
import { datasetContract } from '../datasets/dataset.contract.ts';
import { versionDiffContract } from '../datasets/version-diff.contract.ts';
import { recordFacetsContract } from '../records/record-facets.contract.ts';
import { recordContract } from '../records/record.contract.ts';
import { importContract } from '../sources/import.contract.ts';
import { sourceContract } from '../sources/source.contract.ts';

export const sourceApi = apiOf('sources', sourceContract);
export const importApi = apiOf('imports', importContract);
export const recordApi = apiOf('records', recordContract);
export const recordFacetsApi = apiOf('recordFacets', recordFacetsContract);
export const decisionSetApi = apiOf('decisionSets', decisionSetContract);
export const cleaningApi = apiOf('cleaning', cleaningRunContract);
export const versionDiffApi = apiOf('versionDiffs', versionDiffContract);
export const datasetApi = apiOf('datasets', datasetContract);
