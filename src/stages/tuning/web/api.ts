import { apiOf } from '#platform/ui/api/api.ts';
import { runContract } from '../runs/run.contract.ts';

export const runApi = apiOf('runs', runContract);
