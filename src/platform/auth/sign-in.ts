import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { magicLink, organization } from 'better-auth/plugins';
import type { Pool } from 'pg';

const linkMinutes = 15;
const linksInMaking = new Map<string, string>();

/** Sessions, organisations and one-time links by better-auth. Nobody signs up: people come by owner link and invitation. */
export function createSignIn(pool: Pool, options: { origin: string; secret: string }) {
  return betterAuth({
    database: pool,
    baseURL: options.origin,
    basePath: '/auth',
    secret: options.secret,
    trustedOrigins: [options.origin],
    telemetry: { enabled: false },
    logger: { level: 'error' },
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
  });
}

export type SignIn = ReturnType<typeof createSignIn>;

export async function migrateSignIn(signIn: SignIn): Promise<void> {
  await (await getMigrations(signIn.options)).runMigrations();
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
