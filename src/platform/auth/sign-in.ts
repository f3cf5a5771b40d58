import { betterAuth, type BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { magicLink, organization } from 'better-auth/plugins';
import type { Pool } from 'pg';

const linkMinutes = 15;
const linksInMaking = new Map<string, string>();

export type SignInOptions = { origin: string; secret: string };

/** Sessions, organisations and one-time links by better-auth. Nobody signs up: people come by owner link and invitation. */
export const createSignIn = (pool: Pool, options: SignInOptions) => betterAuth(settings(pool, options));

export type SignIn = ReturnType<typeof createSignIn>;

/** Makes or updates better-auth's own tables; before `createSignIn`, which complains where they are missing. */
export async function migrateSignIn(pool: Pool, options: SignInOptions): Promise<void> {
  await (await getMigrations(settings(pool, options))).runMigrations();
}

function settings(pool: Pool, options: SignInOptions) {
  return {
    database: pool,
    baseURL: options.origin,
    basePath: '/auth',
    secret: options.secret,
    trustedOrigins: [options.origin],
    telemetry: { enabled: false },
    logger: { level: 'error' as const },
    disabledPaths: ['/sign-in/magic-link', '/sign-up/email'],
    session: { cookieCache: { enabled: false } },
    plugins: [
      organization({ allowUserToCreateOrganization: false }),
      magicLink({
        disableSignUp: true,
        storeToken: 'hashed',
        expiresIn: linkMinutes * 60,
        sendMagicLink: async ({ email, url }) => void linksInMaking.set(email, url),
      }),
    ],
  } satisfies BetterAuthOptions;
}

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

/** A link that signs its person in once, within fifteen minutes. */
export async function makeSignInLink(signIn: SignIn, email: string): Promise<string> {
  await signIn.api.signInMagicLink({ body: { email, callbackURL: '/' }, headers: new Headers() });
  const url = linksInMaking.get(email);
  linksInMaking.delete(email);
  if (!url) throw new Error('better-auth made no sign-in link');
  return url;
}
