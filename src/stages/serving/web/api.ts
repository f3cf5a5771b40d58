import { apiOf } from '#platform/ui/api/api.ts';
import { baseContract } from '#stages/models/bases/base.contract.ts';
import { connectionContract } from '#stages/models/connections/connection.contract.ts';
import { modelVersionContract } from '#stages/models/versions/model-version.contract.ts';
import { callContract } from '../calls/call.contract.ts';
import { deploymentContract } from '../deployments/deployment.contract.ts';

export const deploymentApi = apiOf('deployments', deploymentContract);
export const callApi = apiOf('calls', callContract);
export const versionApi = apiOf('model-versions', modelVersionContract);
export const baseApi = apiOf('bases', baseContract);
export const connectionApi = apiOf('connections', connectionContract);
