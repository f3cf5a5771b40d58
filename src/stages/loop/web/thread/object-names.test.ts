import { expect, test } from 'vitest';
import { cutName, nameWithoutKind } from './object-names.ts';

test.each([
  ['run 3 (warm-voice)', '3 (warm-voice)', '3'],
  ['dataset desk@1', 'desk@1', 'desk@1'],
  ['model version lamp-room-v1', 'lamp-room-v1', 'lamp-room-v1'],
  [
    'answer chatcmpl-01a21b705b2471b2b1c49a8f459d76fd',
    'chatcmpl-01a21b705b2471b2b1c49a8f459d76fd',
    'chat…76fd',
  ],
  ['Owner', 'Owner', 'Owner'],
])('%s', (name, beside, inThread) => {
  expect(nameWithoutKind(name)).toBe(beside);
  expect(cutName(nameWithoutKind(name))).toBe(inThread);
});
