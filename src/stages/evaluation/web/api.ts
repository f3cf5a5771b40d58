import { apiOf } from '#platform/ui/api/api.ts';
import { evaluationContract } from '../evaluation.contract.ts';
import { voteContract } from '../voting/vote.contract.ts';

export const evaluationApi = apiOf('evaluations', evaluationContract);
export const voteApi = apiOf('votes', voteContract);
