import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Db } from '#platform/database/database.ts';
import { answerError } from '#platform/http/answer-error.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { createAddressFinder } from '#platform/http/client-address.ts';
import { readApiBody } from '#platform/http/read-api-body.ts';
import type { Services } from '#platform/http/services.ts';
import { appendAudit } from './audit.ts';
import {
  accountSubject,
  addressSubject,
  forgetAttempts,
  noteAttempt,
  signInLimits,
  signInLocked,
} from './limit-sign-in.ts';
import { createOidcSignIn } from './oidc-sign-in.ts';
import { addressHeader } from './sign-in.ts';

/** All that better-auth shows to the outside. The rest of it (organisations, accounts, …) would pass by rules and trail. */
export const openAuthPaths = [
  'POST /auth/sign-in/email',
  'POST /auth/sign-out',
  'GET /auth/get-session',
  'GET /auth/magic-link/verify',
] as const;

/** Open beside them where a provider is configured. */
const oidcPaths = ['POST /auth/sign-in/oidc', 'GET /auth/callback/oidc'] as const;

const largestBodyBytes = 16 * 1024;

/** The routes below /auth: sign in by password or one-time link, sign out, who is signed in. Limited by account and address. */
export function createSignInDoor(services: Services): Hono {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const addressOf = createAddressFinder(services.config.doors.trustedProxies);
  const isOpen = new Set<string>([...openAuthPaths, ...(services.config.oidc ? oidcPaths : [])]);
  const oidc = createOidcSignIn(services);
  app.all('/auth/*', async c => {
    const route = `${c.req.method} ${c.req.path}`;
    if (!isOpen.has(route)) throw closed(c.req.path);
    const request = await readApiBody(c.req.raw, largestBodyBytes);
    const address = addressOf(c.env.incoming as never);
    const pass = async () => services.signIn.handler(withAddress(request, address));
    if (route === 'POST /auth/sign-in/email')
      return signInByPassword(services, request.clone(), address, pass);
    if (route === 'GET /auth/magic-link/verify') return limitByAddress(services, address, pass);
    if (route === 'GET /auth/callback/oidc')
      return limitByAddress(services, address, () => oidc.finish(withAddress(request, address)));
    if (route === 'POST /auth/sign-in/oidc') {
      const to = await readTarget(request.clone());
      await limitBegins(services, address);
      return oidc.begin(withAddress(request, address).headers, to);
    }
    return pass();
  });
  app.onError(error => answerError(error, services.log));
  return app as unknown as Hono;
}

type Pass = () => Promise<Response>;

async function signInByPassword(
  services: Services,
  request: Request,
  address: string,
  pass: Pass,
): Promise<Response> {
  const { db, clock } = services;
  const account = accountSubject(services.secret, await readEmail(request));
  const mine = await noteAttempt(db, account, signInLimits.perAccount, clock());
  const theirs = await noteAttempt(db, addressSubject(address), signInLimits.perAddress, clock());
  const waitS = Math.max(mine.waitS, theirs.waitS);
  if (waitS > 0) throw signInLocked(waitS);
  const answer = await pass();
  if (answer.ok) await forgetAttempts(db, account, theirs.id);
  else if (mine.isLast || theirs.isLast) await auditLock(db, address);
  return answer;
}

/** Each leaves a state behind for some minutes, so that all are counted, not only what fails. */
async function limitBegins({ db, clock }: Services, address: string): Promise<void> {
  const subject = `begin.${addressSubject(address)}`;
  const { waitS } = await noteAttempt(db, subject, signInLimits.beginsPerAddress, clock());
  if (waitS > 0) throw signInLocked(waitS);
}

/** For whom no account is known yet. What succeeds is not counted. */
async function limitByAddress(services: Services, address: string, pass: Pass): Promise<Response> {
  const { db, clock } = services;
  const attempt = await noteAttempt(db, addressSubject(address), signInLimits.perAddress, clock());
  if (attempt.waitS > 0) throw signInLocked(attempt.waitS);
  const answer = await pass();
  const hasFailed = answer.status >= 400 || /[?&]error=/.test(answer.headers.get('location') ?? '');
  if (!hasFailed) await forgetAttempts(db, '', attempt.id);
  return answer;
}

/** The address that the door itself found; what a client claims of addresses and hosts is taken off. */
function withAddress(request: Request, address: string): Request {
  const headers = new Headers(request.headers);
  for (const name of Array.from(headers.keys()).filter(isClaim)) headers.delete(name);
  headers.set(addressHeader, address);
  return new Request(request, { headers });
}

const isClaim = (name: string): boolean =>
  name.startsWith('x-forwarded-') || name === 'forwarded' || name === 'x-real-ip';

/** A page of ours, to which the person goes after signing in. */
async function readTarget(request: Request): Promise<string> {
  const body = (await request.json().catch(() => undefined)) as { to?: unknown } | undefined;
  const to = body?.to;
  return typeof to === 'string' && /^\/(?![/\\])[^\\\s]{0,2000}$/.test(to) ? to : '/';
}

async function readEmail(request: Request): Promise<string> {
  const body = (await request.json().catch(() => undefined)) as { email?: unknown } | undefined;
  return typeof body?.email === 'string' ? body.email : '';
}

/** Once as the door falls shut, not at every knock after it: who knocks must not be able to fill the trail. */
const auditLock = (db: Db, address: string): Promise<void> =>
  appendAudit(db, {
    actor: 'nobody',
    action: 'sign_in.locked',
    projectId: null,
    subjectKind: 'address',
    subjectId: address,
  });

const closed = (path: string): AttuneError =>
  new AttuneError('not_found', `There is no ${path}.`, {
    status: 404,
    remedy: 'People, roles and keys are managed through /api/v1: see /api/openapi.json.',
  });
