import fs from 'node:fs';
import type pg from 'pg';
import type { Config } from '#platform/config/config.ts';
import { findSecret } from '#platform/config/secret.ts';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { markOfSecret, otherSecret, secretMarkQuery } from '#platform/installation/match-secret.ts';
import type { Log } from '#platform/logging/log.ts';
import { openSourceDatabase } from './open-database.ts';
import { type BackupProgress, type BackupSummary, takeBackup } from './take-backup.ts';

export type BackUpWish = {
  config: Pick<Config, 'dataDir' | 'databaseUrl'>;
  file: string;
  program: string;
  /** Who takes it, for the audit trail: a person at the machine. */
  operator: string;
  log: Log;
  onProgress?: BackupProgress;
};

/** A backup of a data directory, whether a server runs on it or not. It stands in the audit trail before it begins. */
export async function backUp(wish: BackUpWish): Promise<BackupSummary> {
  const { config, file, program, operator, log, onProgress } = wish;
  if (fs.existsSync(file)) throw fileExists(file);
  const { client, close } = await openSourceDatabase(config, log);
  try {
    const secret = await getSecret(client, config.dataDir);
    await noteBackup(client, operator, file);
    return await takeBackup({
      file,
      dataDir: config.dataDir,
      secret,
      program,
      client,
      ...(onProgress ? { onProgress } : {}),
    });
  } finally {
    await close();
  }
}

/** A backup with another secret than the database's would be worth little, and nobody would know until it is needed. */
async function getSecret(client: pg.Client, dataDir: string): Promise<string> {
  const secret = findSecret(dataDir);
  const { rows } = await client.query<{ mark: string }>(secretMarkQuery);
  if (!secret || (rows[0] && rows[0].mark !== markOfSecret(secret))) throw otherSecret();
  return secret;
}

async function noteBackup(client: pg.Client, operator: string, file: string): Promise<void> {
  await client.query(
    `insert into audit (id, actor, action, subject_kind, subject_id, detail)
     values ($1, $2, 'installation.backup', 'installation', 'this', $3)`,
    [newId(), operator, JSON.stringify({ file })],
  );
}

const fileExists = (file: string): AttuneError =>
  new AttuneError('file_exists', `${file} is there already.`, {
    status: 409,
    remedy: 'Name another file; a backup writes over nothing.',
  });
