import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { auditPerson } from './change-member.ts';
import { deleteSessions } from './member.queries.ts';
import { accountSubject, noteAttempt, signInLimits, signInLocked } from './limit-sign-in.ts';
import type { SignIn } from './sign-in.ts';

const freshMs = 15 * 60_000;

export type PasswordWish = { newPassword: string; currentPassword?: string };

/**
 * Gives the caller a new password and ends their other sessions. Who just signed in (by link, too: that is how one gets
 * in without a password) needs nothing else; an older session proves itself with the present password, so that a
 * browser left open is not an account lost.
 */
export async function setPassword(context: RequestContext, wish: PasswordWish): Promise<void> {
  const { db, services, actor } = context;
  const { session, userId } = actor;
  if (!session || !userId) throw sessionNeeded();
  const { internalAdapter, password } = await services.signIn.$context;
  const isFresh = services.clock() - session.startedAt.getTime() < freshMs;
  if (!isFresh) await assertPassword(context, userId, wish.currentPassword);
  const hash = await password.hash(wish.newPassword);
  await deleteSessions(db, userId, session.id);
  await auditPerson(context, 'password.set', userId, {});
  const credential = await findCredential(services.signIn, userId);
  if (credential) await internalAdapter.updatePassword(userId, hash);
  else
    await internalAdapter.createAccount({
      userId,
      providerId: 'credential',
      accountId: userId,
      password: hash,
    });
}

async function assertPassword({ services }: RequestContext, userId: string, given: string | undefined) {
  const { db, secret, clock, signIn } = services;
  const { password } = await signIn.$context;
  const attempt = await noteAttempt(db, accountSubject(secret, userId), signInLimits.perAccount, clock());
  if (attempt.waitS > 0) throw signInLocked(attempt.waitS);
  const hash = (await findCredential(signIn, userId))?.password;
  if (!hash || !given || !(await password.verify({ hash, password: given }))) throw wrongPassword();
}

async function findCredential(signIn: SignIn, userId: string) {
  const { internalAdapter } = await signIn.$context;
  const accounts = await internalAdapter.findAccounts(userId);
  return accounts.find(account => account.providerId === 'credential');
}

const sessionNeeded = () =>
  new AttuneError('session_needed', 'A password is set by its person in a session, not with a key.', {
    status: 403,
    remedy: 'Sign in; `attune login-link` makes a one-time link.',
  });

const wrongPassword = () =>
  new AttuneError('wrong_password', 'The present password is not right.', {
    status: 403,
    remedy:
      'Give it as currentPassword, or sign in again by a one-time link and set the new one within 15 minutes.',
  });
