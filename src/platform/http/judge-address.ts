import { BlockList, isIP } from 'node:net';

/** `forbidden`: where clouds hand out credentials, and what is no host at all. `private`: this machine and its networks. */
export type AddressKind = 'public' | 'private' | 'forbidden';

const forbidden = listOf(
  // Link-local, with the metadata services of most clouds; then those that live elsewhere (Alibaba, Azure, EC2 on IPv6).
  '169.254.0.0/16 fe80::/10 100.100.100.200/32 168.63.129.16/32 fd00:ec2::/32',
  // "This network", multicast, reserved, broadcast.
  '0.0.0.0/8 224.0.0.0/4 240.0.0.0/4 ::/128 ff00::/8',
);
const internal = listOf(
  '10.0.0.0/8 127.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 192.0.0.0/24 198.18.0.0/15',
  '::1/128 fc00::/7 fec0::/10',
);

/** What an IP address is; of one that carries an IPv4 address inside (mapped, NAT64, 6to4), what that is. */
export function judgeAddress(address: string): AddressKind {
  const family = isIP(address);
  if (family === 0) return 'forbidden';
  const carried = family === 6 ? carriedIPv4(address) : undefined;
  if (carried) return judgeAddress(carried);
  const type = family === 6 ? 'ipv6' : 'ipv4';
  if (forbidden.check(address, type)) return 'forbidden';
  return internal.check(address, type) ? 'private' : 'public';
}

function carriedIPv4(address: string): string | undefined {
  const words = wordsOf(address);
  const isMapped = words.slice(0, 5).every(word => word === 0) && (words[5] === 0xffff || words[5] === 0);
  const isNat64 = words[0] === 0x64 && words[1] === 0xff9b;
  if (words[0] === 0x2002) return dotted(words[1]!, words[2]!);
  if (isNat64 || (isMapped && (words[6] !== 0 || words[7]! > 1))) return dotted(words[6]!, words[7]!);
  return undefined;
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** Eight numbers. The URL parser writes every form of an address in one way: hexadecimal, with one `::`. */
export function wordsOf(address: string): number[] {
  const host = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [before = '', after] = host.split('::');
  const parse = (text: string) => (text === '' ? [] : text.split(':').map(word => parseInt(word, 16)));
  const [left, right] = [parse(before), parse(after ?? '')];
  return after === undefined
    ? left
    : [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function listOf(...texts: string[]): BlockList {
  const list = new BlockList();
  for (const text of texts.flatMap(each => each.split(' '))) {
    const [net, bits] = text.split('/') as [string, string];
    list.addSubnet(net, Number(bits), isIP(net) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
