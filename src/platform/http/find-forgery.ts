import type { IncomingMessage } from 'node:http';

/**
 * Names the foreign page behind a request that a cookie would authenticate; undefined where there is none. Requests
 * with a bearer key are nobody's forgery: no page adds one by itself. SameSite=Lax does not suffice: on a loopback
 * address every port is the same site.
 */
export function findForgery(
  { headers, method, url = '/' }: Pick<IncomingMessage, 'headers' | 'method' | 'url'>,
  ourOrigin: string,
): string | undefined {
  if (headers.cookie === undefined || /^Bearer\s/i.test(headers.authorization ?? '')) return undefined;
  const { origin } = headers;
  if (origin !== undefined) return origin === ourOrigin ? undefined : origin;
  const isRead = method === 'GET' || method === 'HEAD';
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin' || site === 'none') return undefined;
  if (site === undefined) return isRead ? undefined : 'a client without Origin';
  const opensPage = isRead && headers['sec-fetch-mode'] === 'navigate' && !/^\/(api|v1)\//.test(url);
  return opensPage ? undefined : `a ${String(site)} page`;
}
