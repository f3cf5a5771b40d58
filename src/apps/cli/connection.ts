import fs from 'node:fs';
import { type CliAccess, cliAccessFile } from '#apps/server/cli-access.ts';
import { readConfig } from '#platform/config/config.ts';
import { AttuneError } from '#platform/http/attune-error.ts';

export type ConnectionFlags = { url?: string; key?: string; data?: string };

/** Where the server is and with which key: flags, then environment, then the file in the data directory. */
export function findConnection(flags: ConnectionFlags, env: NodeJS.ProcessEnv = process.env): CliAccess {
  const dataDir = readConfig(flags.data ? { dataDir: flags.data } : {}).dataDir;
  const stored = readStored(cliAccessFile(dataDir));
  const origin = flags.url ?? env.ATTUNE_URL ?? stored?.origin;
  const key = flags.key ?? env.ATTUNE_API_KEY ?? stored?.key;
  if (!origin || !key)
    throw new AttuneError('no_server', `No server is known: ${cliAccessFile(dataDir)} does not exist.`, {
      remedy:
        'Start one (npm start), name its data directory (--data), or its address and key (--url, --key).',
    });
  return { origin, key };
}

function readStored(file: string): CliAccess | undefined {
  return fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, 'utf8')) as CliAccess) : undefined;
}
