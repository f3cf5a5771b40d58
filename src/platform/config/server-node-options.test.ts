import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { programRoot } from './config.ts';
import { serverNodeOptions } from './server-node-options.ts';

test('npm start starts the server as the quickstart does', () => {
  const file = readFileSync(path.join(programRoot, 'package.json'), 'utf8');
  const { scripts } = JSON.parse(file) as { scripts: Record<string, string> };
  expect(scripts.start).toBe(`node ${serverNodeOptions.join(' ')} src/apps/server/main.ts`);
});
