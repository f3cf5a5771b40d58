import { expect, test } from 'vitest';
import { parseCommandLine, usage } from './arguments.mjs';
import { quickstartArguments } from './quickstart.mjs';

test('reads values behind a flag, after "=", and flags without a value', () => {
  const words = ['quickstart', '--data', '/d', '--port=4000', '--exit', '--allow-cuda'];
  expect(parseCommandLine(words)).toMatchObject({ data: '/d', port: '4000', exit: true, allowCuda: true });
});

test('an unknown word, a missing value, a foreign option and a wrong port are refused with exit code 2', () => {
  const wrong = [
    ['setup', '--nope'],
    ['setup', 'word'],
    ['setup', '--data'],
    ['setup', '--exit'],
    ['quickstart', '--port', '70000'],
    ['go'],
    [],
  ];
  for (const words of wrong)
    expect(() => parseCommandLine(words)).toThrow(expect.objectContaining({ exitCode: 2 }));
});

test('words after --only RUNNER go to that runner untouched', () => {
  const options = parseCommandLine(['test', '--only', 'vitest', 'src/x', '--bail', '1']);
  expect(options).toMatchObject({ only: 'vitest', rest: ['src/x', '--bail', '1'] });
  expect(() => parseCommandLine(['test', '--only', 'jest'])).toThrow('no runner "jest"');
});

test('help names every option of the command', () => {
  expect(usage('quickstart')).toContain('--skip-example');
  expect(usage('setup')).not.toContain('--skip-example');
});

test('quickstart hands over its own options only, and always the data directory', () => {
  const options = parseCommandLine(['quickstart', '--exit', '--python', '/usr/bin/python3', '--port', '0']);
  expect(quickstartArguments(options, { data: '/d' })).toEqual(['--data', '/d', '--port', '0', '--exit']);
});

test('an example brings the model that it needs; names that are none are refused', () => {
  const options = parseCommandLine(['quickstart', '--example', 'support-desk-zh', '--accept-terms']);
  expect(options).toMatchObject({ model: 'gemma3-270m', acceptTerms: true });
  expect(quickstartArguments(options, { data: '/d' })).toEqual([
    '--data',
    '/d',
    '--example',
    'support-desk-zh',
  ]);
  expect(parseCommandLine(['quickstart', '--example=support-desk']).model).toBeUndefined();
  for (const words of [
    ['--example', 'constructor'],
    ['--model', 'toString'],
  ])
    expect(() => parseCommandLine(['quickstart', ...words])).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
});
