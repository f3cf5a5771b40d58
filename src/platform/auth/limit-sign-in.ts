import { createHmac } from 'node:crypto';
import { isIP } from 'node:net';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { wordsOf } from '#platform/http/judge-address.ts';
import './auth.tables.ts';

/** How many attempts may fail within the window before the door stays shut until the oldest is past. */
export const signInLimits = { windowMs: 15 * 60_000, perAccount: 8, perAddress: 40, beginsPerAddress: 200 };

/** `isLast`: should this one fail too, the next is shut out. */
export type Attempt = { id: string; waitS: number; isLast: boolean };

/**
 * Notes an attempt and says how long to wait; 0 lets it through. It is counted before the password is looked at, so a
 * hundred at once get no more guesses than a hundred in a row. What succeeds is taken off the account's count again.
 */
export async function noteAttempt(db: Db, subject: string, limit: number, now: number): Promise<Attempt> {
  const since = new Date(now - signInLimits.windowMs);
  const id = newId(now);
  await db.deleteFrom('signInAttempt').where('at', '<', since).execute();
  await db
    .insertInto('signInAttempt')
    .values({ id, subject, at: new Date(now) })
    .execute();
  const before = await db
    .selectFrom('signInAttempt')
    .select('at')
    .where('subject', '=', subject)
    .where('id', '!=', id)
    .orderBy('at')
    .execute();
  if (before.length < limit) return { id, waitS: 0, isLast: before.length === limit - 1 };
  await db.deleteFrom('signInAttempt').where('id', '=', id).execute();
  const opensAt = before[before.length - limit]!.at.getTime() + signInLimits.windowMs;
  return { id, waitS: Math.max(1, Math.ceil((opensAt - now) / 1000)), isLast: false };
}

/** After a success: an account's failures are forgotten, of an address only the one attempt. */
export async function forgetAttempts(db: Db, account: string, addressAttempt: string): Promise<void> {
  await db
    .deleteFrom('signInAttempt')
    .where(eb => eb.or([eb('subject', '=', account), eb('id', '=', addressAttempt)]))
    .execute();
}

/** What people type is not kept, a hash of it is: some type their password into the wrong field. */
export const accountSubject = (secret: string, email: string): string =>
  `account:${createHmac('sha256', secret).update(`sign-in:${email.trim().toLowerCase()}`).digest('hex')}`;

/** Of IPv6 the first half: the rest is whatever a client likes to call itself. */
export const addressSubject = (address: string): string =>
  isIP(address) === 6
    ? `address:${wordsOf(address)
        .slice(0, 4)
        .map(word => word.toString(16))
        .join(':')}::/64`
    : `address:${address}`;

export const signInLocked = (waitS: number): AttuneError =>
  new AttuneError('sign_in_locked', `Too many attempts. Try again in ${Math.ceil(waitS / 60)} min.`, {
    status: 429,
    fields: { retryAfterS: waitS },
    remedy: 'Wait, or use a one-time link: `attune login-link` on the machine of the server makes one.',
  });
