import dns from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { AttuneError } from './attune-error.ts';
import { judgeAddress } from './judge-address.ts';

/** How far a connection may lead: into private networks only where an owner or admin made it. */
export type Reach = 'public' | 'private';

/**
 * Resolves a name for a socket and judges every address it may lead to, at the moment of connecting: a name that showed
 * a public address when it was saved and a private one now is refused now.
 */
export const guardedLookup =
  (reach: Reach, resolve: typeof dns.lookup = dns.lookup): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '', 0);
      const refused = found.find(({ address }) => !isAllowed(address, reach));
      if (refused) return done(addressRefused(hostname, refused.address) as NodeJS.ErrnoException, '', 0);
      if (options.all) return done(null, found);
      return done(null, found[0]!.address, found[0]!.family);
    });
  };

/** For a host that is an address already: nothing is resolved, so the socket would not ask. Throws `address_refused`. */
export function assertReachable(url: URL, reach: Reach): void {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) && !isAllowed(host, reach)) throw addressRefused(url.hostname, host);
}

function isAllowed(address: string, reach: Reach): boolean {
  const kind = judgeAddress(address);
  return kind === 'public' || (kind === 'private' && reach === 'private');
}

const addressRefused = (host: string, address: string): AttuneError => {
  const isForbidden = judgeAddress(address) === 'forbidden';
  return new AttuneError(
    'address_refused',
    isForbidden
      ? `${host} leads to ${address}, which is never called.`
      : `${host} leads to the private address ${address}.`,
    {
      status: 403,
      fields: { host },
      remedy: isForbidden
        ? 'Use the address of a model server; link-local and metadata addresses give out credentials.'
        : 'Connections into private networks are made by an owner or admin.',
    },
  );
};
