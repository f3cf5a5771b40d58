import { apiOf } from '#platform/ui/api/api.ts';
import { baseContract } from '../bases/base.contract.ts';
import { connectionContract } from '../connections/connection.contract.ts';
import { exportContract } from '../exports/export.contract.ts';
import { modelVersionContract } from '../versions/model-version.contract.ts';

export const baseApi = apiOf('bases', baseContract);
export const connectionApi = apiOf('connections', connectionContract);
export const exportApi = apiOf('exports', exportContract);
export const versionApi = apiOf('model-versions', modelVersionContract);
