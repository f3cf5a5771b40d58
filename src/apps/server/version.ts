import fs from 'node:fs';
import path from 'node:path';
import { programRoot } from '#platform/config/config.ts';

export const version = (
  JSON.parse(fs.readFileSync(path.join(programRoot, 'package.json'), 'utf8')) as { version: string }
).version;
