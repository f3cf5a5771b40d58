import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import { sessionHooks } from './session-hooks.ts';
import { createSignIn, oidcProvider, type SignIn } from './sign-in.ts';

export type OidcSignIn = {
  /** Answers with the provider's address, to which the browser goes. */
  begin(headers: Headers, to: string): Promise<Response>;
  /** The browser is back, with a code or an error. */
  finish(request: Request): Promise<Response>;
};

/**
 * Sign-in by the configured provider, which is asked for its addresses when it is first needed: a provider that is away
 * keeps neither the server from starting nor people with a password out. It lets members in and makes no accounts.
 */
export function createOidcSignIn(services: Services): OidcSignIn {
  let opening: Promise<SignIn> | undefined;
  const open = () =>
    (opening ??= openProvider(services).catch(error => {
      opening = undefined;
      throw error;
    }));
  return {
    begin: async (headers, to) => {
      const body = {
        provider: oidcProvider,
        callbackURL: to,
        errorCallbackURL: '/sign-in',
        disableRedirect: true,
      };
      const request = new Request(`${services.config.origin}/auth/sign-in/social`, {
        method: 'POST',
        headers: withoutLength(headers),
        body: JSON.stringify(body),
      });
      return (await open()).handler(request);
    },
    finish: async request => (await open()).handler(request),
  };
}

async function openProvider({ config, pool, secret, db, log }: Services): Promise<SignIn> {
  const { origin, oidc } = config;
  const signIn = createSignIn(pool, { origin, secret, oidc }, sessionHooks(db, log));
  const { socialProviders } = await signIn.$context;
  const provider = socialProviders.find(({ id }) => id === oidcProvider);
  if (provider?.issuer?.replace(/\/+$/, '') === oidc?.issuer && provider) return signIn;
  throw new AttuneError('oidc_unreachable', `${oidc?.name} did not say how to sign in there.`, {
    status: 503,
    fields: { provider: oidc?.name },
    remedy: 'Try again later, or sign in with a password or a one-time link.',
  });
}

function withoutLength(given: Headers): Headers {
  const headers = new Headers(given);
  headers.delete('content-length');
  headers.set('content-type', 'application/json');
  return headers;
}
