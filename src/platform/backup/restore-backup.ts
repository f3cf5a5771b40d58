import type pg from 'pg';
import { appendAudit } from '#platform/auth/audit.ts';
import { migrateSignIn } from '#platform/auth/sign-in.ts';
import type { Config } from '#platform/config/config.ts';
import { chosenSecret, keepSecret } from '#platform/config/secret.ts';
import type { Db } from '#platform/database/database.ts';
import { migrate, type Migrations } from '#platform/database/migrate.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { claimDataDirectory } from '#platform/installation/claim-data-directory.ts';
import { endSessions } from '#platform/installation/adopt-copy.ts';
import { markPlace } from '#platform/installation/enter-data-directory.ts';
import type { Log } from '#platform/logging/log.ts';
import type { DatabaseFacts } from './dump-database.ts';
import { loadDatabase, type Piece } from './load-database.ts';
import { openTarget, type Target } from './open-database.ts';
import { readMembers } from './read-archive.ts';
import { restoreFiles } from './restore-files.ts';
import { dropHalfCluster, dropMarkerTable, emptyDirectory, markFinished } from './restore-target.ts';
import { type ArchiveHeader, newer, type Verified, verifyArchive } from './verify-archive.ts';

export type RestoreStep = 'verify' | 'files' | 'database' | 'schema';
export type RestoreProgress = (step: { what: RestoreStep; name: string; doneBytes: number }) => void;

export type RestoreWish = {
  file: string;
  config: Pick<Config, 'dataDir' | 'databaseUrl' | 'origin'>;
  migrations: Migrations;
  log: Log;
  /** Makes the tables and queues of the background work, so that jobs have a place to go. */
  prepareQueues(pool: pg.Pool): Promise<void>;
  /** A last look at the restored database, by those who know what is in it. */
  inspect?(db: Db): Promise<string[]>;
  onProgress?: RestoreProgress;
};

export type RestoreSummary = {
  program: string;
  createdAt: string;
  tables: number;
  rows: number;
  files: number;
  jobs: number;
  warnings: string[];
};

/** Reads the whole archive before it writes anything. Throws what `verifyArchive` throws, and `backup_newer`. */
export async function checkBackup(
  wish: Pick<RestoreWish, 'file' | 'migrations' | 'onProgress'>,
): Promise<Verified> {
  const { file, migrations, onProgress = () => {} } = wish;
  const verified = await verifyArchive(file, doneBytes =>
    onProgress({ what: 'verify', name: file, doneBytes }),
  );
  if (verified.header.migrations.some(name => !(name in migrations))) throw newer(file, verified.header);
  return verified;
}

/**
 * Makes a platform of a backup, in an empty data directory and, with DATABASE_URL, an empty database. Until the last
 * step has been taken the directory says that it is unfinished, and no server starts on it.
 */
export async function restoreBackup(wish: RestoreWish): Promise<RestoreSummary> {
  const { header, manifest } = await checkBackup(wish);
  const secret = await readSecretMember(wish.file);
  refuseOtherSecret(secret);
  const { dataDir, databaseUrl } = wish.config;
  const database = databaseUrl ? ('external' as const) : ('embedded' as const);
  const claim = await claimDataDirectory(dataDir, { what: 'restore', origin: null, roles: [], database });
  try {
    dropHalfCluster(dataDir);
    emptyDirectory(dataDir);
    const facts = manifest.database as DatabaseFacts;
    const { files, warnings } = await fill(wish, header, facts, secret);
    const rows = facts.tables.reduce((sum, table) => sum + table.rows, 0);
    const { program, createdAt } = header;
    return { program, createdAt, tables: facts.tables.length, rows, files, jobs: facts.jobs, warnings };
  } finally {
    claim.release();
  }
}

async function fill(wish: RestoreWish, header: ArchiveHeader, facts: DatabaseFacts, secret: string) {
  const { file, config, onProgress = () => {} } = wish;
  const target = await openTarget(config, wish.log);
  try {
    const files = await restoreFiles(file, config.dataDir, name =>
      onProgress({ what: 'files', name, doneBytes: 0 }),
    );
    keepSecret(config.dataDir, secret);
    await fillDatabase(wish, target, header, facts, secret);
    const warnings = (await wish.inspect?.(target.db)) ?? [];
    markPlace(config.dataDir, target.embedded?.home);
    if (config.databaseUrl) await dropMarkerTable(target.pool);
    await target.close();
    markFinished(config.dataDir);
    return { files, warnings };
  } finally {
    await target.close();
  }
}

async function fillDatabase(
  wish: RestoreWish,
  target: Target,
  header: ArchiveHeader,
  facts: DatabaseFacts,
  secret: string,
): Promise<void> {
  const { file, migrations, onProgress = () => {} } = wish;
  onProgress({ what: 'schema', name: header.migrations.at(-1) ?? '', doneBytes: 0 });
  const then = Object.fromEntries(
    Object.entries(migrations).filter(([name]) => header.migrations.includes(name)),
  );
  await migrate(target.db, then);
  await migrateSignIn(target.pool, { origin: wish.config.origin, secret });
  await wish.prepareQueues(target.pool);
  const client = await target.connect();
  try {
    const onTable = (name: string) => onProgress({ what: 'database', name, doneBytes: 0 });
    await loadDatabase(client, facts, databasePieces(file), { onTable });
  } finally {
    await client.end();
  }
  await migrate(target.db, migrations);
  await target.db.transaction().execute(async trx => {
    await endSessions(trx);
    await appendAudit(trx, {
      actor: 'installation',
      action: 'installation.restore',
      projectId: null,
      subjectKind: 'installation',
      subjectId: 'this',
      detail: { program: header.program, createdAt: header.createdAt },
    });
  });
}

async function* databasePieces(file: string): AsyncGenerator<Piece> {
  for await (const member of readMembers(file)) {
    const [kind, ...rest] = member.name.split('/');
    if (kind === 'database') yield { table: rest[0]!, chunks: member.chunks() };
    if (kind === 'jobs') yield { table: 'jobs', chunks: member.chunks() };
  }
}

async function readSecretMember(file: string): Promise<string> {
  for await (const member of readMembers(file))
    if (member.name === 'secret')
      return Buffer.concat(await Array.fromAsync(member.chunks())).toString('utf8');
  throw new Error(`${file} holds no secret`);
}

/** Keys and connection secrets are worth nothing under another secret than the one they were made with. */
function refuseOtherSecret(secret: string): void {
  const chosen = chosenSecret();
  if (chosen === undefined || chosen === secret) return;
  throw new AttuneError('other_secret', 'ATTUNE_SECRET is not the secret that the backup was made with.', {
    status: 409,
    remedy: 'Unset it (the backup brings its own), or set it to the one of the platform that was backed up.',
  });
}
