import { createEvaluationStage } from './create-stage.ts';
import { evaluationContract as evaluations } from './evaluation.contract.ts';
import { realPorts } from './real-ports.ts';
import { voteContract as votes } from './voting/vote.contract.ts';

export { evaluationCommands } from './cli.ts';
export type { Evaluation } from './evaluation.contract.ts';
export { evaluationMigrations } from './evaluation.tables.ts';
export type { EvaluationResult } from './results/result.contract.ts';

export const evaluationContract = { evaluations, votes };
export const evaluationStage = createEvaluationStage(realPorts);
export const evaluationRouter = evaluationStage.router;
export const evaluationJobs = evaluationStage.jobs;
