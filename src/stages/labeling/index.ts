import { judgementContract } from './judgement.contract.ts';
import { judgementRouter } from './judgement.routes.ts';

export { appendJudgement, type NewJudgement } from './append-judgement.ts';
export type { Judgement } from './judgement.contract.ts';
export {
  countCountedJudgements,
  findJudgementByKey,
  listCurrentJudgements,
  listJudgements,
} from './judgement.queries.ts';
export { labelingMigrations } from './labeling.tables.ts';

export const labelingContract = { judgements: judgementContract };
export const labelingRouter = { judgements: judgementRouter };
