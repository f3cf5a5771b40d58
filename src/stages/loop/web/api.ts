import { apiOf } from '#platform/ui/api/api.ts';
import { runContract } from '#stages/tuning/runs/run.contract.ts';
import { exampleContract } from '../example/example.contract.ts';
import { lineageContract } from '../lineage/lineage.contract.ts';
import { overviewContract } from '../overview/overview.contract.ts';
import { loopRunContract } from '../runs/loop-run.contract.ts';

export const overviewApi = apiOf('overview', overviewContract);
export const lineageApi = apiOf('lineage', lineageContract);
export const loopApi = apiOf('loops', loopRunContract);
export const exampleApi = apiOf('example', exampleContract);
/** Named as the tuning stage names it, so that its events make this stale too. */
export const runApi = apiOf('runs', runContract);
