import { apiOf } from '#platform/ui/api/api.ts';
import { lineageContract } from '../lineage/lineage.contract.ts';
import { overviewContract } from '../overview/overview.contract.ts';
import { loopRunContract } from '../runs/loop-run.contract.ts';

export const overviewApi = apiOf('overview', overviewContract);
export const lineageApi = apiOf('lineage', lineageContract);
export const loopApi = apiOf('loops', loopRunContract);
