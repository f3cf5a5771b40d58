import { promotionContract } from './promotion/promotion.contract.ts';
import { promotionRouter } from './promotion/promotion.routes.ts';
import { feedbackContract as receivedContract } from './receiving/feedback.contract.ts';
import { feedbackRouter as receivedRouter } from './receiving/feedback.routes.ts';

export { feedbackCommands } from './cli.ts';
export { feedbackMigrations } from './feedback.tables.ts';
export { createFeedbackGateway } from './receiving/create-feedback-gateway.ts';

export const feedbackContract = { feedback: receivedContract, promotions: promotionContract };
export const feedbackRouter = { feedback: receivedRouter, promotions: promotionRouter };
