import { isIP } from 'node:net';
import { AttuneError } from '#platform/http/attune-error.ts';

/** An OpenID Connect provider by which members sign in: docs/sign-in.md. */
export type Oidc = {
  issuer: string;
  clientId: string;
  /** Absent for a public client, which PKCE alone protects. */
  clientSecret: string | undefined;
  /** What the button calls it. */
  name: string;
  /** Believes an e-mail that the provider does not call verified. */
  trustsEmail: boolean;
};

/** Undefined where no provider is configured. */
export function readOidc(env: NodeJS.ProcessEnv): Oidc | undefined {
  const issuer = env.ATTUNE_OIDC_ISSUER?.trim().replace(/\/+$/, '');
  if (!issuer) return undefined;
  const host = hostOf(issuer);
  const clientId = env.ATTUNE_OIDC_CLIENT_ID?.trim();
  if (!clientId)
    throw new AttuneError('bad_setting', 'ATTUNE_OIDC_ISSUER is set, and ATTUNE_OIDC_CLIENT_ID is not.', {
      remedy: 'Set it to the id that the provider gave this application, or take ATTUNE_OIDC_ISSUER away.',
    });
  return {
    issuer,
    clientId,
    clientSecret: env.ATTUNE_OIDC_CLIENT_SECRET || undefined,
    name: env.ATTUNE_OIDC_NAME?.trim() || host,
    trustsEmail: env.ATTUNE_OIDC_TRUST_EMAIL === 'true',
  };
}

/** Codes and tokens do not travel in the clear, except within this machine. */
function hostOf(issuer: string): string {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))) return url.host;
  throw new AttuneError('bad_setting', `ATTUNE_OIDC_ISSUER is no https address: "${issuer}".`, {
    remedy: 'Give the issuer as the provider names it, such as https://login.example.com/realms/staff.',
  });
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'));
