import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Option } from 'commander';
import { programRoot, readConfig } from '#platform/config/config.ts';
import { serverNodeOptions } from '#platform/config/server-node-options.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { CommandModule } from '#platform/terminal/command.ts';
import { listHolders } from '#platform/installation/holders.ts';
import { cliAccessFile } from '#apps/server/cli-access.ts';

/** The examples that come with the program; one in Chinese is shown in Chinese. */
const examples = { 'support-desk': [], 'support-desk-zh': ['--lang', 'zh'] };
type ExampleName = keyof typeof examples;
const startTimeoutMs = 120_000;

type Options = { exit?: boolean; port?: string; skipExample?: boolean; example: ExampleName };

/** `npm run quickstart` after its set-up: the server, then the example loop in front of the user. */
export const quickstartCommand: CommandModule = program => {
  program
    .command('quickstart')
    .description('Start the server and run the example loop (npm run quickstart sets up first)')
    .option('--exit', 'stop the server and end after the report')
    .option('--port <number>', 'port of the server')
    .option('--skip-example', 'start the server only')
    .addOption(
      new Option('--example <name>', 'which example').choices(Object.keys(examples)).default('support-desk'),
    )
    .action(async (options: Options) => {
      const dataDir = readConfig(dataFlag(program.opts<{ data?: string }>().data)).dataDir;
      const server = await startOrFindServer(dataDir, options.port);
      const stop = () => server.child?.kill('SIGTERM');
      process.on('SIGINT', stop).on('SIGTERM', stop);
      if (!options.skipExample) process.exitCode = await runExample(dataDir, options.example);
      if (options.exit || process.exitCode) stop();
      else announceStay(server.child !== undefined);
      if (server.child && server.child.exitCode === null) await once(server.child, 'exit');
    });
};

const dataFlag = (data: string | undefined) => (data ? { dataDir: path.resolve(data) } : {});

async function startOrFindServer(
  dataDir: string,
  port: string | undefined,
): Promise<{ child: ChildProcess | undefined }> {
  if (await answers(dataDir)) {
    console.log(`A server runs on ${dataDir} already; it is used.`);
    return { child: undefined };
  }
  fs.mkdirSync(dataDir, { recursive: true });
  const logFile = path.join(dataDir, 'server.log');
  const log = fs.openSync(logFile, 'a');
  const own = ['--data', dataDir, ...(port ? ['--port', port] : [])];
  const args = [...serverNodeOptions, 'src/apps/server/main.ts', ...own];
  const child = spawn(process.execPath, args, { cwd: programRoot, stdio: ['ignore', 'inherit', log] });
  await waitUntilUp(child, dataDir, logFile);
  console.log(`Log in ${logFile}\n`);
  return { child };
}

async function waitUntilUp(child: ChildProcess, dataDir: string, logFile: string): Promise<void> {
  for (const until = Date.now() + startTimeoutMs; Date.now() < until; await sleep(200)) {
    if (child.exitCode !== null)
      throw new AttuneError('server_failed', `The server ended at once:\n${tail(logFile)}`, {
        remedy: 'Mend what the lines above name and start again; nothing is lost.',
      });
    if (await answers(dataDir, child.pid)) return;
  }
  throw new AttuneError('server_slow', `The server did not come up within ${startTimeoutMs / 1000} s.`, {
    remedy: `Look into ${logFile}.`,
  });
}

/** Whether the server of this data directory answers; with `pid`, only that very process counts. */
async function answers(dataDir: string, pid?: number): Promise<boolean> {
  try {
    const servers = listHolders(dataDir).filter(each => each.what === 'server' && each.state === 'holding');
    if (!servers.some(each => pid === undefined || each.process.pid === pid)) return false;
    const { origin } = JSON.parse(fs.readFileSync(cliAccessFile(dataDir), 'utf8')) as { origin: string };
    return (await fetch(`${origin}/api/v1/system/health`, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

async function runExample(dataDir: string, example: ExampleName): Promise<number> {
  const own = ['--data', dataDir, ...examples[example]];
  const args = ['src/apps/cli/main.ts', ...own, 'loop', 'run', `examples/${example}/loop.yaml`];
  const child = spawn(process.execPath, args, { cwd: programRoot, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 130;
}

function announceStay(mine: boolean): void {
  console.log(mine ? '\nThe server stays up; Ctrl-C stops it.' : '');
}

const tail = (file: string): string => fs.readFileSync(file, 'utf8').trim().split('\n').slice(-8).join('\n');
