import fs from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { appendAudit } from '#platform/auth/audit.ts';
import type { Db } from '#platform/database/database.ts';
import { AttuneError } from '#platform/http/attune-error.ts';

/**
 * Before the copy's database starts. A copy that was made while its database ran may be torn in ways that nothing can
 * see, so it is refused; the process files of engines that belong to the original are taken away.
 */
export function prepareCopy(dataDir: string): void {
  if (fs.existsSync(path.join(dataDir, 'postgres', 'cluster', 'postmaster.pid')))
    throw new AttuneError('copy_unclean', `${dataDir} was copied while its database ran.`, {
      status: 409,
      remedy:
        'Stop the original and copy it again, or leave it running and use "attune backup FILE" and "attune restore FILE".',
    });
  forgetEngines(dataDir);
  fs.rmSync(path.join(dataDir, 'cli.json'), { force: true });
}

/** Without its process file a run is not taken for running: it goes on here from its last checkpoint, by an engine of its own. */
export function forgetEngines(dataDir: string): void {
  const runs = path.join(dataDir, 'runs');
  const files = fs.existsSync(runs) ? fs.readdirSync(runs, { recursive: true, encoding: 'utf8' }) : [];
  for (const file of files)
    if (path.basename(file) === 'engine.pid') fs.rmSync(path.join(runs, file), { force: true });
}

/** What a copy must not share with its original: who may come in. A key revoked at the one would live on at the other. */
export async function endAccess(db: Db, actor: string, action: string): Promise<void> {
  await db.transaction().execute(async trx => {
    await endSessions(trx);
    await trx
      .updateTable('apiKey')
      .set({ revokedAt: sql`now()` })
      .where('revokedAt', 'is', null)
      .execute();
    await appendAudit(trx, {
      actor,
      action,
      projectId: null,
      subjectKind: 'installation',
      subjectId: 'this',
    });
  });
}

/** Everybody signs in again, and sign-in links that were made are void. */
export async function endSessions(db: Db): Promise<void> {
  await sql`delete from session`.execute(db);
  await sql`delete from verification`.execute(db);
}

/** A copied directory that points to the original's PostgreSQL would be a second head on one body. */
export async function refuseSharedDatabase(db: Db): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and application_name like 'attune-%'
      and application_name <> current_setting('application_name')`.execute(db);
  if (rows[0]!.count > 0)
    throw new AttuneError('database_shared', 'Another Attune is connected to the database of DATABASE_URL.', {
      status: 409,
      remedy:
        'Give the copy a database of its own (createdb --template, or attune restore), or stop the other.',
    });
}
