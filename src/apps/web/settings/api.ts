import { auditContract } from '#platform/auth/audit.contract.ts';
import { keyContract } from '#platform/auth/key.contract.ts';
import { memberContract } from '#platform/auth/member.contract.ts';
import { apiOf } from '#platform/ui/api/api.ts';

export const memberApi = apiOf('members', memberContract);
export const keyApi = apiOf('keys', keyContract);
export const auditApi = apiOf('audit', auditContract);
