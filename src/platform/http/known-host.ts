import { isIP } from 'node:net';
import type { Config } from '#platform/config/config.ts';

const mostRemembered = 1_000;

/**
 * Is a Host header one of ours? A page at evil.example whose name resolves to this machine arrives with Host
 * evil.example, so names count only when they are named; an address or localhost cannot be pointed elsewhere.
 */
export function createHostCheck({
  origin,
  doors,
}: Pick<Config, 'origin' | 'doors'>): (host?: string) => boolean {
  const names = new Set([new URL(origin).hostname.toLowerCase(), ...doors.hosts]);
  const known = new Set<string>();
  return host => {
    if (host === undefined) return true;
    if (known.has(host)) return true;
    const isOurs = isNamed(nameOf(host), names);
    if (isOurs && known.size < mostRemembered) known.add(host);
    return isOurs;
  };
}

const isNamed = (name: string, names: ReadonlySet<string>): boolean =>
  isIP(name) !== 0 || name === 'localhost' || name.endsWith('.localhost') || names.has(name);

/** Without port and brackets; a trailing dot names the same host. */
const nameOf = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
