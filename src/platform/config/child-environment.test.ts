import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { childEnvironment } from './child-environment.ts';

test('a child process gets the environment without what is secret in it', () => {
  const kept = { PATH: '/bin', TOKENIZERS_PARALLELISM: 'false', OMP_NUM_THREADS: '2', ATTUNE_DATA: '/d' };
  const secret = Object.fromEntries(
    [
      'ATTUNE_SECRET',
      'DATABASE_URL',
      'ATTUNE_API_KEY',
      'PGPASSWORD',
      'AWS_SECRET_ACCESS_KEY',
      'HF_TOKEN',
      'OPENAI_APIKEY',
    ].map(name => [name, 'x']),
  );
  expect(childEnvironment({ ...kept, ...secret })).toEqual(kept);
});

test('every engine is started so', async () => {
  for await (const file of glob('src/platform/engine/**/*.ts')) {
    if (/\.test\.ts$|fake-engine/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    const starts = text.match(/\b(spawn|fork)\((?!command)/g)?.length ?? 0;
    expect({ file, environments: text.match(/env: childEnvironment\(\)/g)?.length ?? 0 }).toEqual({
      file,
      environments: starts,
    });
  }
});
