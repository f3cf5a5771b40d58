import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { adopt, type Contender } from './start-contender.ts';

const home = path.resolve('.runtime/bench-portkey');
const versions = { '@portkey-ai/gateway': '1.15.2', hono: '4.9.7', '@hono/node-server': '1.13.8' };

/**
 * Portkey's gateway from npm with hono 4.9.7 and node-server 1.13.8 forced: with what npm chooses today every stream of it
 * answers 500. Throws where it cannot be installed or does not start.
 */
export async function startPortkey(upstream: string, port: number): Promise<Contender> {
  const program = path.join(home, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  if (!existsSync(program)) await install();
  const child = spawn(process.execPath, [program, `--port=${port}`, '--headless'], {
    stdio: 'ignore',
    cwd: home,
  });
  adopt(child);
  const origin = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(origin).then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(100);
  }
  const headers = {
    authorization: 'Bearer x',
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstream}/v1`,
  };
  return { name: 'Portkey 1.15.2', origin, headers, model: name => name, pid: child.pid! };
}

async function install(): Promise<void> {
  const { '@portkey-ai/gateway': _, ...overrides } = versions;
  mkdirSync(home, { recursive: true });
  writeFileSync(
    path.join(home, 'package.json'),
    JSON.stringify({ private: true, dependencies: versions, overrides }),
  );
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: home });
}
