import { expect, test } from 'vitest';
import { addressSubject } from '#platform/auth/limit-sign-in.ts';
import { createAddressFinder } from './client-address.ts';

const request = (peer: string, forwarded?: string) =>
  ({ socket: { remoteAddress: peer }, headers: { 'x-forwarded-for': forwarded } }) as never;

test.each([
  ['nobody named', [], '10.0.0.7', '6.6.6.6', '10.0.0.7'],
  ['another proxy named', ['10.0.0.8'], '10.0.0.7', '6.6.6.6', '10.0.0.7'],
  ['the proxy named', ['10.0.0.7'], '10.0.0.7', '6.6.6.6', '6.6.6.6'],
  ['its network named', ['10.0.0.0/8'], '::ffff:10.0.0.7', '6.6.6.6', '6.6.6.6'],
  ['two proxies in a row', ['10.0.0.0/8'], '10.0.0.7', '6.6.6.6, 10.9.9.9', '6.6.6.6'],
  ['what the client wrote before it', ['10.0.0.7'], '10.0.0.7', '1.1.1.1, 6.6.6.6', '6.6.6.6'],
  ['with a port', ['10.0.0.7'], '10.0.0.7', '6.6.6.6:4711', '6.6.6.6'],
  ['IPv6 with a port', ['10.0.0.7'], '10.0.0.7', '[2001:db8::1]:4711', '2001:db8::1'],
  ['an IPv6 proxy', ['fd00::/8'], 'fd00::1', '2001:db8::1', '2001:db8::1'],
  ['nonsense', ['10.0.0.7'], '10.0.0.7', 'unknown', '10.0.0.7'],
  ['nothing', ['10.0.0.7'], '10.0.0.7', undefined, '10.0.0.7'],
])('where a request comes from: %s', (_what, proxies, peer, forwarded, address) => {
  expect(createAddressFinder(proxies)(request(peer, forwarded))).toBe(address);
});

test.each(['proxy.example', '10.0.0.0/33', '10.0.0.0/x', '', '::1/129'])('%s is no proxy', text => {
  expect(() => createAddressFinder([text])).toThrow(/no address or network/);
});

test('a client counts by its address, of IPv6 by its network', () => {
  expect(addressSubject('2001:db8:1:2:3:4:5:6')).toBe(addressSubject('2001:db8:1:2::7'));
  expect(addressSubject('2001:db8:1:2::7')).not.toBe(addressSubject('2001:db8:1:3::7'));
  expect(addressSubject('10.0.0.1')).not.toBe(addressSubject('10.0.0.2'));
});
