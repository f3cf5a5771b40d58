import { readFileSync } from 'node:fs';
import path from 'node:path';
import { programRoot } from '#platform/config/config.ts';

const { version } = JSON.parse(readFileSync(path.join(programRoot, 'package.json'), 'utf8')) as {
  version: string;
};

/** What a run records of our side; the engine adds its own when it starts. */
export const codeVersions = { attune: version, node: process.version };
