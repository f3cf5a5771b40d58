import { apiOf } from '#platform/ui/api/api.ts';
import { briefContract } from '../brief.contract.ts';
import { projectContract } from '../project.contract.ts';

export const projectApi = apiOf('projects', projectContract);
export const briefApi = apiOf('brief', briefContract);
