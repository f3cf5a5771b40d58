#!/usr/bin/env node
// Starts the command line on the Node that Attune brings with it, whatever Node the machine has.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const ownNode = `${root}node_modules/.bin/node`;
const node = existsSync(ownNode) ? ownNode : process.execPath;
const run = spawnSync(node, [`${root}src/apps/cli/main.ts`, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exit(run.status ?? 130);
