import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import http from 'node:http';

/** Who is signed in at the provider, and how it misbehaves. */
export type ProviderState = {
  sub: string;
  email: string | undefined;
  isVerified: boolean;
  refuses?: 'access_denied';
  /** What an attacker or a broken provider would put into the id token. */
  claims?: Record<string, unknown>;
  signsWith?: 'foreign key' | 'none';
};
export type OidcProvider = {
  issuer: string;
  state: ProviderState;
  /** Paths that were asked for, in order. */
  asked: string[];
  /** What the browser does at the provider: it is sent back to where it came from. */
  visit(url: string): Promise<string>;
  close(): Promise<void>;
};

export const client = { id: 'attune-test', secret: 'provider-secret-of-the-test' };

type Grant = { redirectUri: string; challenge: string; nonce: string; state: ProviderState };

/** A small OpenID Connect provider: discovery, authorization code with PKCE (S256), id tokens signed with a published key. */
export async function openProvider(): Promise<OidcProvider> {
  const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const grants = new Map<string, Grant>();
  const provider = { asked: [] as string[] } as OidcProvider;
  const routes: Record<string, (request: http.IncomingMessage, url: URL) => Promise<Reply>> = {
    '/.well-known/openid-configuration': async () => ({ json: describe(provider.issuer) }),
    '/jwks': async () => ({
      json: {
        keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'ours', use: 'sig', alg: 'RS256' }],
      },
    }),
    '/authorize': async (_, { searchParams: asked }) => {
      const back = new URL(need(asked, 'redirect_uri'));
      back.searchParams.set('state', need(asked, 'state'));
      back.searchParams.set('iss', provider.issuer);
      assertThat(asked.get('client_id') === client.id, 'client_id');
      assertThat(asked.get('response_type') === 'code', 'response_type');
      assertThat(asked.get('code_challenge_method') === 'S256', 'code_challenge_method');
      assertThat(need(asked, 'scope').split(' ').includes('openid'), 'scope');
      const code = randomBytes(12).toString('hex');
      grants.set(code, {
        redirectUri: need(asked, 'redirect_uri'),
        challenge: need(asked, 'code_challenge'),
        nonce: need(asked, 'nonce'),
        state: provider.state,
      });
      if (provider.state.refuses) back.searchParams.set('error', provider.state.refuses);
      else back.searchParams.set('code', code);
      return { redirect: back.toString() };
    },
    '/token': async request => {
      const form = new URLSearchParams(await readBody(request));
      const grant = grants.get(need(form, 'code'));
      grants.delete(need(form, 'code'));
      assertThat(grant !== undefined, 'code');
      assertThat(form.get('grant_type') === 'authorization_code', 'grant_type');
      assertThat(form.get('redirect_uri') === grant!.redirectUri, 'redirect_uri');
      assertThat(
        form.get('client_id') === client.id && form.get('client_secret') === client.secret,
        'client',
      );
      const verifier = createHash('sha256').update(need(form, 'code_verifier')).digest('base64url');
      assertThat(verifier === grant!.challenge, 'code_verifier');
      const key = grant!.state.signsWith === 'foreign key' ? foreign.privateKey : ours.privateKey;
      return {
        json: {
          access_token: 'access-token-of-the-provider',
          refresh_token: 'refresh-token-of-the-provider',
          token_type: 'Bearer',
          expires_in: 300,
          id_token: signToken(
            claimsOf(provider.issuer, grant!),
            grant!.state.signsWith === 'none' ? undefined : key,
          ),
        },
      };
    },
  };
  const server = http.createServer((request, response) => {
    const url = new URL(request.url!, provider.issuer);
    provider.asked.push(url.pathname);
    const route = routes[url.pathname];
    const answer = route ? route(request, url) : Promise.reject(new Error('no such path'));
    answer.then(
      reply => send(response, reply),
      error =>
        send(response, { status: 400, json: { error: 'invalid_request', error_description: String(error) } }),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  provider.issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  provider.state = { sub: 'nobody', email: undefined, isVerified: false };
  provider.visit = async url => {
    const answer = await fetch(url, { redirect: 'manual' });
    return answer.headers.get('location') ?? `${answer.status} ${await answer.text()}`;
  };
  provider.close = () =>
    new Promise(resolve => (server.close(() => resolve()), server.closeAllConnections()));
  return provider;
}

type Reply = { status?: number; json?: object; redirect?: string };

const describe = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
});

function claimsOf(issuer: string, { nonce, state }: Grant): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: issuer,
    aud: client.id,
    sub: state.sub,
    iat: now,
    exp: now + 300,
    nonce,
    email: state.email,
    email_verified: state.isVerified,
    name: state.sub,
    ...state.claims,
  };
}

function signToken(claims: object, key: KeyObject | undefined): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = part(key ? { alg: 'RS256', kid: 'ours' } : { alg: 'none' });
  const text = `${head}.${part(claims)}`;
  return `${text}.${key ? createSign('RSA-SHA256').update(text).sign(key).toString('base64url') : ''}`;
}

function send(response: http.ServerResponse, { status = 200, json, redirect }: Reply): void {
  if (redirect) response.writeHead(302, { location: redirect }).end();
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}

async function readBody(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function need(values: URLSearchParams, name: string): string {
  const value = values.get(name);
  assertThat(value !== null && value !== '', name);
  return value!;
}

function assertThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`wrong ${what}`);
}
