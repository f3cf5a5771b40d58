import { callContract } from './calls/call.contract.ts';
import { callRouter } from './calls/call.routes.ts';
import { deploymentContract } from './deployments/deployment.contract.ts';
import { deploymentRouter } from './deployments/deployment.routes.ts';

export type { Call } from './calls/call.contract.ts';
export { findCall, getCall, listCalls } from './calls/call.queries.ts';
export { interactionIdOf, responseIdOf } from './calls/response-id.ts';
export { servingCommands } from './cli.ts';
export { drainCalls } from './calls/call-log.ts';
export { sweepCalls } from './calls/sweep-calls.ts';
export { findDeployment, getDeployment } from './deployments/deployment.queries.ts';
export { createGateway } from './gateway/create-gateway.ts';
export { servingMigrations } from './serving.tables.ts';

export const servingContract = { deployments: deploymentContract, calls: callContract };
export const servingRouter = { deployments: deploymentRouter, calls: callRouter };
