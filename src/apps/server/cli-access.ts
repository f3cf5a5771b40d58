import fs from 'node:fs';
import path from 'node:path';
import { insertApiKey } from '#platform/auth/api-keys.ts';
import type { Services } from '#platform/http/services.ts';
import { writeDurably } from '#platform/storage/durable-file.ts';

/** How the command line on this machine reaches the server: address and a key that carries the owner's rights. */
export type CliAccess = { origin: string; key: string };

export const cliAccessFile = (dataDir: string): string => path.join(dataDir, 'cli.json');

/** Writes the file, readable by its owner only; keeps the key that is there as long as it is in force. */
export async function writeCliAccess(services: Services, ownerId: string): Promise<void> {
  const file = cliAccessFile(services.config.dataDir);
  const key = (await findWorkingKey(services, file)) ?? (await makeKey(services, ownerId));
  writeDurably(file, JSON.stringify({ origin: services.config.origin, key } satisfies CliAccess), 0o600);
}

async function findWorkingKey(services: Services, file: string): Promise<string | undefined> {
  if (!fs.existsSync(file)) return undefined;
  const { key } = JSON.parse(fs.readFileSync(file, 'utf8')) as CliAccess;
  const actor = await services.findActor(new Headers({ authorization: `Bearer ${key}` }));
  return actor ? key : undefined;
}

async function makeKey(services: Services, ownerId: string): Promise<string> {
  const wish = {
    name: 'command line of this machine',
    userId: ownerId,
    projectId: null,
    scopes: ['all' as const],
    createdBy: null,
  };
  return (await insertApiKey(services.db, services.secret, wish)).key;
}
