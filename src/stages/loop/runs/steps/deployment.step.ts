import type { LoopFile } from '../../file/loop-file.contract.ts';
import { type CarryOut, needed } from '../carry-out.ts';

/** Points the deployment of this name to the version that the run made. What it pointed to stays one rollback away. */
export const carryOutDeployment: CarryOut = async context => {
  const { project, step, stages } = context;
  const { name } = step.settings as NonNullable<LoopFile['deployment']>;
  const run = needed(context, 'run');
  const targets = [{ kind: 'version' as const, modelVersionId: String(run.modelVersionId), weight: 1 }];
  const { items } = await stages.serving.deployments.list({ project });
  const found = items.find(each => each.name === name);
  const deployed = found
    ? await stages.serving.deployments.update({
        project,
        deployment: found.id,
        version: found.version,
        targets,
        state: 'live',
      })
    : await stages.serving.deployments.create({ project, name, targets });
  return {
    id: deployed.id,
    name,
    version: deployed.version,
    modelVersion: run.modelVersion,
    summary: `${name} answers with ${run.modelVersion}`,
  };
};
