import { createHash, randomBytes } from 'node:crypto';
import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { genericOAuth, magicLink, organization } from 'better-auth/plugins';
import type { Pool } from 'pg';
import type { Oidc } from '#platform/config/oidc.ts';

export type SignInOptions = { origin: string; secret: string; oidc?: Oidc | undefined };

/** What happens around a session: `mayStart` refuses people who belong no more, `started` goes into the trail. */
export type SessionHooks = {
  mayStart(userId: string): Promise<boolean>;
  started(session: { userId: string; address: string | null }): Promise<void>;
  /** What better-auth has to complain of. */
  report(message: string): void;
};

/** Sessions, organisations and one-time links by better-auth. Nobody signs up: people come by owner link and invitation. */
export const createSignIn = (pool: Pool, options: SignInOptions, hooks?: SessionHooks) =>
  betterAuth(settings(pool, options, hooks));

export type SignIn = ReturnType<typeof createSignIn>;

/** Makes or updates better-auth's own tables; before `createSignIn`, which complains where they are missing. */
export async function migrateSignIn(pool: Pool, options: SignInOptions): Promise<void> {
  await (await getMigrations(settings(pool, options))).runMigrations();
}

/** The header in which the door tells better-auth where a request comes from; from outside it never gets through. */
export const addressHeader = 'x-attune-address';

export const passwordLength = { min: 10, max: 128 };

function settings(pool: Pool, options: SignInOptions, hooks?: SessionHooks) {
  return {
    database: pool,
    baseURL: options.origin,
    basePath: '/auth',
    secret: options.secret,
    trustedOrigins: [options.origin],
    telemetry: { enabled: false },
    logger: { level: 'error' as const, log: (_level: string, message: string) => hooks?.report(message) },
    disabledPaths: ['/sign-in/magic-link', '/sign-up/email'],
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.min,
      maxPasswordLength: passwordLength.max,
    },
    session: { cookieCache: { enabled: false } },
    // The door limits attempts itself, by account as well as by address, and for all server processes together.
    rateLimit: { enabled: false },
    advanced: {
      // Said aloud because better-auth leaves both checks out where NODE_ENV is test.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: options.origin.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax' as const, path: '/' },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    // A provider's failure comes back to the page that began it.
    onAPIError: { errorURL: `${options.origin}/sign-in` },
    account: {
      updateAccountOnSignIn: false,
      accountLinking: { trustedProviders: options.oidc?.trustsEmail ? [oidcProvider] : [] },
    },
    databaseHooks: {
      // Whoever signs in is known by then: the provider's tokens would open doors elsewhere, and nothing here needs them.
      account: { create: { before: async account => ({ data: { ...account, ...noTokens } }) } },
      session: {
        create: {
          before: async session => ((await (hooks?.mayStart(session.userId) ?? true)) ? undefined : false),
          after: async session =>
            hooks?.started({ userId: session.userId, address: session.ipAddress ?? null }),
        },
      },
    },
    plugins: [
      organization({ allowUserToCreateOrganization: false }),
      magicLink({
        disableSignUp: true,
        storeToken: { type: 'custom-hasher', hash: async token => hashLinkToken(token) },
        sendMagicLink: async () => undefined,
      }),
      genericOAuth({ config: options.oidc ? [describeProvider(options.oidc)] : [] }),
    ],
  } satisfies BetterAuthOptions;
}

/** What accounts of the provider are stored under, and the last part of the address it sends people back to. */
export const oidcProvider = 'oidc';

const noTokens = { accessToken: null, refreshToken: null, idToken: null };

const describeProvider = ({ issuer, clientId, clientSecret, name }: Oidc) => ({
  providerId: oidcProvider,
  name,
  clientId,
  ...(clientSecret === undefined ? { tokenEndpointAuth: { method: 'none' as const } } : { clientSecret }),
  discoveryUrl: `${issuer}/.well-known/openid-configuration`,
  requireIdTokenVerification: true,
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  disableSignUp: true,
});

export const ownerEmail = 'owner@attune.local';

/** The owner of a new installation and the organisation; does nothing when they are there. Returns the owner's user id. */
export async function ensureOwner(signIn: SignIn): Promise<string> {
  const context = await signIn.$context;
  const found = await context.internalAdapter.findUserByEmail(ownerEmail);
  if (found) return found.user.id;
  const profile = { email: ownerEmail, name: 'Owner', emailVerified: true };
  const user = await context.internalAdapter.createUser(profile, { method: 'other' });
  await signIn.api.createOrganization({ body: { name: 'Attune', slug: 'attune', userId: user.id } });
  return user.id;
}

/** How long a one-time link waits to be opened. */
export const linkMinutes = { 'sign-in': 15, invitation: 3 * 24 * 60 };
export type LinkPurpose = keyof typeof linkMinutes;

/** A link that signs its person in once. Of its token only the hash is stored; it opens this one door and no other. */
export async function makeSignInLink(signIn: SignIn, email: string, purpose: LinkPurpose = 'sign-in') {
  const { internalAdapter, baseURL } = await signIn.$context;
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + linkMinutes[purpose] * 60_000);
  await internalAdapter.createVerificationValue({
    identifier: `magic-link:${hashLinkToken(token)}`,
    value: JSON.stringify({ type: 'magic-link', email }),
    expiresAt,
  });
  const url = new URL('/auth/magic-link/verify', baseURL);
  url.search = new URLSearchParams({ token, callbackURL: '/', errorCallbackURL: '/sign-in' }).toString();
  return { url: url.toString(), minutes: linkMinutes[purpose], expiresAt };
}

const hashLinkToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
