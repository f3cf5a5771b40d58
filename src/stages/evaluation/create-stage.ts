import { generateAnswersJob } from './answers/generate-answers.job.ts';
import { createEvaluationRouter } from './evaluation.routes.ts';
import type { Ports } from './ports.ts';
import { voteRouter } from './voting/vote.routes.ts';

/** The stage on top of what earlier stages do for it: `index.ts` makes the real one, tests make their own. */
export function createEvaluationStage(ports: Ports) {
  const job = generateAnswersJob(ports);
  return { router: { evaluations: createEvaluationRouter(ports, job), votes: voteRouter }, jobs: [job] };
}
