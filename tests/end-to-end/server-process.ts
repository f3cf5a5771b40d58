import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverNodeOptions } from '#platform/config/server-node-options.ts';

export type ServerProcess = {
  dataDir: string;
  origin: string;
  key: string;
  /** Dies as in a power cut of the process: no handler runs. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Runs `attune …` against it. */
  attune(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }>;
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: never }>;
};

/** For a machine on which much else is at work. */
const upTimeoutMs = 180_000;

/** Below a folder that only root may enter the cluster would lie elsewhere, where no test takes it away. */
export function newDataDir(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'attune-e2e-'));
  fs.chmodSync(dir, 0o755);
  return dir;
}

/** For the server's command line, and for Node before it. */
export type ExtraArguments = { server?: string[]; node?: string[] };

/** The real server as its own process on its own data directory. */
export const startServerProcess = (
  dataDir: string,
  env: Record<string, string> = {},
  extra: ExtraArguments = {},
): Promise<ServerProcess> => launchServerProcess(dataDir, env, extra).up();

export type LaunchedServer = {
  /** Dies as in a power cut of the process, also before it is up. */
  kill(): Promise<void>;
  up(): Promise<ServerProcess>;
};

/** Only starts the process: for who wants it dead before it is up. */
export function launchServerProcess(
  dataDir: string,
  env: Record<string, string> = {},
  extra: ExtraArguments = {},
): LaunchedServer {
  let launch = spawnServer(dataDir, env, extra);
  const end = async (signal: NodeJS.Signals) => {
    const { child } = launch;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const kill = () => end('SIGKILL');
  const ends = { kill, stop: () => end('SIGTERM') };
  return {
    kill,
    async up() {
      for (let attempt = 1; ; attempt++)
        try {
          return describeServer(dataDir, await waitUntilUp(launch, dataDir), ends);
        } catch (error) {
          if (attempt === mostPorts || !isPortTaken(launch, dataDir)) throw error;
          launch = spawnServer(dataDir, env, extra);
        }
    },
  };
}

type Launch = { child: ChildProcess; port: number };

/** Below what the system gives to outgoing connections. Others may draw the same: then another one is drawn. */
const drawPort = (): number => randomInt(20_000, 32_000);
const mostPorts = 5;

function spawnServer(dataDir: string, env: Record<string, string>, extra: ExtraArguments): Launch {
  const port = drawPort();
  const log = fs.openSync(path.join(dataDir, 'server.log'), 'a');
  const own = ['--data', dataDir, '--port', String(port), ...(extra.server ?? [])];
  const args = [...serverNodeOptions, ...(extra.node ?? []), 'src/apps/server/main.ts', ...own];
  const { DATABASE_URL: _unset, ...clean } = process.env;
  const child = spawn(process.execPath, args, { env: { ...clean, ...env }, stdio: ['ignore', log, log] });
  fs.closeSync(log);
  return { child, port };
}

const isPortTaken = ({ port }: Launch, dataDir: string): boolean =>
  fs.readFileSync(path.join(dataDir, 'server.log'), 'utf8').includes(`Port ${port} on 127.0.0.1 is taken`);

function describeServer(
  dataDir: string,
  access: { origin: string; key: string },
  ends: Pick<ServerProcess, 'kill' | 'stop'>,
): ServerProcess {
  return {
    dataDir,
    ...access,
    ...ends,
    attune: (...words) => run(['src/apps/cli/main.ts', '--data', dataDir, ...words]),
    api: async (method, url, body, headers = {}) => {
      const response = await fetch(access.origin + url, {
        method,
        headers: { authorization: `Bearer ${access.key}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as never };
    },
  };
}

/** It is this data directory's server that answers, not another one that has the port: it knows the key. */
async function waitUntilUp(
  { child, port }: Launch,
  dataDir: string,
): Promise<{ origin: string; key: string }> {
  const origin = `http://127.0.0.1:${port}`;
  for (const until = performance.now() + upTimeoutMs; performance.now() < until; await sleep(100)) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const key = readKey(dataDir, origin);
    if (key && (await answersOurs(origin, key))) return { origin, key };
  }
  throw new Error(
    `the server did not come up:\n${fs.readFileSync(path.join(dataDir, 'server.log'), 'utf8').slice(-2000)}`,
  );
}

function readKey(dataDir: string, origin: string): string | undefined {
  const file = path.join(dataDir, 'cli.json');
  if (!fs.existsSync(file)) return undefined;
  const access = JSON.parse(fs.readFileSync(file, 'utf8')) as { origin: string; key: string };
  return access.origin === origin ? access.key : undefined;
}

const answersOurs = (origin: string, key: string): Promise<boolean> =>
  fetch(`${origin}/api/v1/system/me`, { headers: { authorization: `Bearer ${key}` } }).then(
    response => response.ok,
    () => false,
  );

async function run(args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', chunk => (stdout += String(chunk)));
  child.stderr.on('data', chunk => (stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}
