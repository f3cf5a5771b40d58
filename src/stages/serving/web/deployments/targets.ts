import type { Deployment } from '../../deployments/deployment.contract.ts';
import type { TargetOption } from '../use-target-names.ts';

type Target = Deployment['targets'][number];

export const idOf = (target: Target): string => {
  switch (target.kind) {
    case 'version':
      return target.modelVersionId;
    case 'base':
      return target.baseModelId;
    case 'connection':
      return target.connectionId;
  }
};

export function targetOf({ kind, id }: TargetOption, systemPrompt: string, weight = 1): Target {
  switch (kind) {
    case 'version':
      return { kind, modelVersionId: id, weight };
    case 'base':
      return { kind, baseModelId: id, systemPrompt, weight };
    case 'connection':
      return { kind, connectionId: id, systemPrompt, weight };
  }
}
