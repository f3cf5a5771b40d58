import { expect, test } from 'vitest';
import { choosePython } from './choose-python.mjs';

const python = (text, venv = true) => ({
  executable: `/usr/bin/python${text}`,
  version: text.split('.').map(Number),
  venv,
});
const code = found => {
  try {
    return choosePython(found).executable;
  } catch (failure) {
    return failure.code;
  }
};

test('takes the first in range that can make environments', () => {
  expect(code([python('3.14.1'), python('3.12.3', false), python('3.11.7'), python('3.10.2')])).toBe(
    '/usr/bin/python3.11.7',
  );
  expect(code([python('3.13.9')])).toBe('/usr/bin/python3.13.9');
});

test('says what is wrong where none will do', () => {
  expect(code([])).toBe('no_python');
  expect(code([python('3.9.18'), python('3.8.1')])).toBe('python_too_old');
  expect(code([python('3.14.0')])).toBe('python_too_new');
  expect(code([python('3.9.18'), python('3.11.2', false)])).toBe('no_venv_module');
});

test('the message names the version found, its place and the package to install', () => {
  expect(() => choosePython([python('3.9.18')])).toThrow('3.9.18 (/usr/bin/python3.9.18)');
  expect(() => choosePython([python('3.11.2', false)])).toThrow(
    expect.objectContaining({
      exitCode: 3,
      todo: expect.arrayContaining([expect.stringContaining('python3.11-venv')]),
    }),
  );
});
