import { apiOf } from '#platform/ui/api/api.ts';
import { promotionContract } from '../promotion/promotion.contract.ts';
import { feedbackContract } from '../receiving/feedback.contract.ts';

export const feedbackApi = apiOf('feedback', feedbackContract);
export const promotionApi = apiOf('promotions', promotionContract);
