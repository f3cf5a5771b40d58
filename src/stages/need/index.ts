import { briefContract } from './brief.contract.ts';
import { briefRouter } from './brief.routes.ts';
import { projectContract } from './project.contract.ts';
import { projectRouter } from './project.routes.ts';

export { needMigrations } from './need.tables.ts';
export { needCommands } from './cli.ts';
export { assessNeed } from './assess-need.ts';
export { findBrief, insertAssessment, insertBrief, updateBrief } from './brief.queries.ts';
export { getProject, insertProject, updateProject } from './project.queries.ts';

export const needContract = { projects: projectContract, brief: briefContract };
export const needRouter = { projects: projectRouter, brief: briefRouter };
