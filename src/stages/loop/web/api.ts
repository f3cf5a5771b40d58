import { apiOf } from '#platform/ui/api/api.ts';
import { evaluationContract } from '#stages/evaluation/evaluation.contract.ts';
import { runContract } from '#stages/tuning/runs/run.contract.ts';
import { exampleContract } from '../example/example.contract.ts';
import { graphContract } from '../graph/graph.contract.ts';
import { lineageContract } from '../lineage/lineage.contract.ts';
import { overviewContract } from '../overview/overview.contract.ts';
import { loopRunContract } from '../runs/loop-run.contract.ts';

export const overviewApi = apiOf('overview', overviewContract);
export const lineageApi = apiOf('lineage', lineageContract);
export const loopApi = apiOf('loops', loopRunContract);
export const exampleApi = apiOf('example', exampleContract);
export const graphApi = apiOf('graph', graphContract);
/** Named as the stages name them, so that their events make these stale too. */
export const runApi = apiOf('runs', runContract);
export const evaluationApi = apiOf('evaluations', evaluationContract);
