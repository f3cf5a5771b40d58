import { expect, test } from 'vitest';
import { agrees } from './npm-packages.mjs';

const wanted = {
  '': { name: 'attune' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b': { version: '2.0.0', optional: true },
};

test('agrees when every package is there at its version; optional ones of other platforms may be missing', () => {
  expect(agrees({ 'node_modules/a': { version: '1.0.0' } }, wanted)).toBe(true);
});

test('does not agree with a missing, an older or a foreign package', () => {
  expect(agrees({}, wanted)).toBe(false);
  expect(agrees({ 'node_modules/a': { version: '0.9.0' } }, wanted)).toBe(false);
  expect(
    agrees({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/c': { version: '1.0.0' } }, wanted),
  ).toBe(false);
});
