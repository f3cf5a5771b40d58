export { createFeedbackGateway } from './receiving/create-feedback-gateway.ts';
export { feedbackMigrations } from './feedback.tables.ts';
