import type { Db } from '#platform/database/database.ts';
import type { Log } from '#platform/logging/log.ts';
import { appendAudit } from './audit.ts';
import { isMember } from './member.queries.ts';
import type { SessionHooks } from './sign-in.ts';

/** Only members get a session, whatever way they come in, and every one is in the trail. */
export const sessionHooks = (db: Db, log: Log): SessionHooks => ({
  report: message => log.warn(`sign-in: ${message}`),
  mayStart: userId => isMember(db, userId),
  started: ({ userId, address }) =>
    appendAudit(db, {
      actor: `user:${userId}`,
      action: 'sign_in',
      projectId: null,
      subjectKind: 'user',
      subjectId: userId,
      detail: { address },
    }),
});
