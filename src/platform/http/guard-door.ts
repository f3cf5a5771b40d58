import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Hono } from 'hono';
import type { Config } from '#platform/config/config.ts';
import { findForgery } from './find-forgery.ts';
import { createHostCheck } from './known-host.ts';
import { securityHeaders } from './security-headers.ts';

export type NodePair = { incoming: IncomingMessage; outgoing: ServerResponse };
type Handle = (request: Request, env: NodePair) => Response | Promise<Response>;

/**
 * Stands before everything that the server answers, API, gateway and pages alike: refuses a Host that is not ours
 * (DNS rebinding) and requests that a foreign page makes with a visitor's cookie, answers preflights for named origins
 * only, and sets the security headers. It looks at headers alone, so it costs the gateway nothing.
 */
export function guardDoor(app: Hono, config: Pick<Config, 'origin' | 'doors'>): { fetch: Hono['fetch'] } {
  const isKnownHost = createHostCheck(config);
  const gatewayOrigins = new Set(config.doors.gatewayOrigins);
  const headersOf = securityHeaders(config.origin);
  const handle: Handle = (request, env) => {
    const { incoming, outgoing } = env;
    const isGateway = incoming.url?.startsWith('/v1/') === true;
    for (const [name, value] of headersOf(incoming.url ?? '/')) outgoing.setHeader(name, value);
    if (!isKnownHost(incoming.headers.host)) return unknownHost(isGateway);
    const origin = incoming.headers.origin;
    if (isGateway && origin !== undefined && gatewayOrigins.has(origin)) {
      allowOrigin(outgoing, origin);
      if (incoming.method === 'OPTIONS') return preflight();
    }
    const forgedBy = findForgery(incoming, config.origin);
    if (forgedBy !== undefined) return crossSite(isGateway, forgedBy);
    return app.fetch(request, env);
  };
  return { fetch: handle as Hono['fetch'] };
}

/** For keys only: without Allow-Credentials a browser neither sends nor shows anything with a cookie. */
function allowOrigin(outgoing: ServerResponse, origin: string): void {
  outgoing.setHeader('access-control-allow-origin', origin);
  outgoing.setHeader('vary', 'origin');
}

const preflight = (): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, idempotency-key',
      'access-control-max-age': '600',
    },
  });

const unknownHost = (isGateway: boolean): Response =>
  refusal(isGateway, 421, 'unknown_host', 'This server is not called by that name.', {
    remedy: 'Use its address, or start it with --origin or ATTUNE_HOSTS naming this host.',
  });

const crossSite = (isGateway: boolean, from: string): Response =>
  refusal(isGateway, 403, 'cross_site', 'A page of another site may not act with your session.', {
    remedy: 'Open Attune itself at its own address (--origin), or use an API key.',
    from,
  });

function refusal(
  isGateway: boolean,
  status: number,
  code: string,
  message: string,
  data: Record<string, unknown>,
): Response {
  const openAi = { error: { message, type: 'invalid_request_error', param: null, code } };
  return Response.json(isGateway ? openAi : { code, status, message, data }, { status });
}
