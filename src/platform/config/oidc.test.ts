import { expect, test } from 'vitest';
import { readOidc } from './oidc.ts';

const env = { ATTUNE_OIDC_ISSUER: 'https://login.example/realms/staff/', ATTUNE_OIDC_CLIENT_ID: 'attune' };

test('a provider is its issuer and our id there; the rest has defaults', () => {
  expect(readOidc({})).toBeUndefined();
  expect(readOidc(env)).toEqual({
    issuer: 'https://login.example/realms/staff',
    clientId: 'attune',
    clientSecret: undefined,
    name: 'login.example',
    trustsEmail: false,
  });
  expect(readOidc({ ...env, ATTUNE_OIDC_NAME: 'Staff', ATTUNE_OIDC_TRUST_EMAIL: 'true' })).toMatchObject({
    name: 'Staff',
    trustsEmail: true,
  });
});

test('codes do not travel in the clear, and half a configuration is refused', () => {
  const wrong = (more: Record<string, string>) => () => readOidc({ ...env, ...more });
  for (const issuer of ['http://login.example', 'login.example', 'file:///etc'])
    expect(wrong({ ATTUNE_OIDC_ISSUER: issuer })).toThrow(/no https address/);
  expect(wrong({ ATTUNE_OIDC_CLIENT_ID: ' ' })).toThrow(/CLIENT_ID/);
  expect(readOidc({ ...env, ATTUNE_OIDC_ISSUER: 'http://127.0.0.1:9000' })?.name).toBe('127.0.0.1:9000');
});
