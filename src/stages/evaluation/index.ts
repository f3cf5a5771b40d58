export { evaluationCommands } from './cli.ts';
export { createEvaluationStage } from './create-stage.ts';
export { evaluationMigrations } from './evaluation.tables.ts';
