import { exampleContract } from './example/example.contract.ts';
import { exampleRouter } from './example/example.routes.ts';
import { graphContract } from './graph/graph.contract.ts';
import { graphRouter } from './graph/graph.routes.ts';
import { lineageContract } from './lineage/lineage.contract.ts';
import { lineageRouter } from './lineage/lineage.routes.ts';
import { overviewContract } from './overview/overview.contract.ts';
import { overviewRouter } from './overview/overview.routes.ts';
import { loopRunContract } from './runs/loop-run.contract.ts';
import { loopRunJob } from './runs/loop-run.job.ts';
import { loopRunRouter } from './runs/loop-run.routes.ts';

export { loopCommands } from './cli.ts';
export { lineageCommands } from './lineage/cli.ts';
export { loopMigrations } from './loop.tables.ts';

export const loopContract = {
  runs: loopRunContract,
  example: exampleContract,
  graph: graphContract,
  lineage: lineageContract,
  overview: overviewContract,
};
export const loopRouter = {
  runs: loopRunRouter,
  example: exampleRouter,
  graph: graphRouter,
  lineage: lineageRouter,
  overview: overviewRouter,
};
export const loopJobs = [loopRunJob];
