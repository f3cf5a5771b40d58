import { expect, test } from 'vitest';
import { filesForPython, servedBy } from './served-by.ts';

test('llama.cpp answers with what it can load, the Python engine with everything else', () => {
  const weights = { 'adapter_model.safetensors': 'a' };
  expect(servedBy({ ...weights, 'adapter.gguf': 'b' }, true)).toBe('llama.cpp');
  expect(servedBy({ ...weights, 'adapter.gguf': 'b' }, false)).toBe('python engine');
  expect(servedBy({ ...weights, 'model.gguf': 'b' }, false)).toBe('llama.cpp');
  expect(servedBy(weights, true)).toBe('python engine');
});

test('the Python engine is given what training left, not what was made for llama.cpp', () => {
  expect(filesForPython({ 'adapter_config.json': 'a', 'adapter.gguf': 'b', 'model.gguf': 'c' })).toEqual({
    'adapter_config.json': 'a',
  });
});
