import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { AttuneError } from './attune-error.ts';

export type FindClientAddress = (incoming: Pick<IncomingMessage, 'headers' | 'socket'>) => string;

/**
 * Where a request comes from: the other end of the socket, unless that is a named proxy; then the last address in
 * X-Forwarded-For that is no named proxy. Anybody can write that header, so it counts from named proxies only.
 */
export function createAddressFinder(trustedProxies: readonly string[]): FindClientAddress {
  const trusted = new BlockList();
  for (const proxy of trustedProxies) addNetwork(trusted, proxy);
  const isTrusted = (address: string) => trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '');
    if (trustedProxies.length === 0 || !isIP(peer) || !isTrusted(peer)) return peer;
    const chain = String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .map(word => plain(word.trim()));
    for (const address of chain.reverse()) {
      if (!isIP(address)) return peer;
      if (!isTrusted(address)) return address;
    }
    return peer;
  };
}

/** `::ffff:10.0.0.1`, `10.0.0.1:4711` (some proxies add the port) and `10.0.0.1` are one address. */
const plain = (address: string): string =>
  address
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
    .replace(/^::ffff:(?=\d+\.)/i, '');

function addNetwork(list: BlockList, text: string): void {
  const [address = '', bits] = text.split('/');
  const family = isIP(address);
  const most = family === 6 ? 128 : 32;
  const prefix = bits === undefined ? most : Number(bits);
  if (family === 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > most)
    throw new AttuneError('bad_proxy', `"${text}" is no address or network of a proxy.`, {
      remedy: 'ATTUNE_TRUSTED_PROXIES takes addresses and networks such as 10.0.0.7 or 10.0.0.0/8.',
    });
  list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
}
