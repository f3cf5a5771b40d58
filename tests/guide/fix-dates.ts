import type pg from 'pg';

/** The moment at which all pictures are taken. */
export const pictureTime = new Date('2026-05-20T09:30:00Z');

/** So long before it everything happened that the server itself dated. */
const before = { days: 6, hours: 3 };
const untouched = ['session', 'verification', 'account', 'audit', 'idempotency', 'sign_in_attempt'];

/** Moves what was made since `startedAt` to one day, so that a picture of it shows the same dates each time. */
export async function fixDates(client: pg.Client, startedAt: Date): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select c.table_name as table, c.column_name as column from information_schema.columns c
     join information_schema.tables t using (table_schema, table_name)
     where table_schema = 'public' and t.table_type = 'BASE TABLE' and c.data_type = 'timestamp with time zone'`,
  );
  const day = pictureTime.getTime() - (before.days * 24 + before.hours) * 3_600_000;
  for (const { table, column } of rows) {
    if (untouched.includes(table)) continue;
    const afterMs = /^(ended|frozen|closed|reviewed)_at$/.test(column) ? 9_000 : 0;
    await client.query(`update "${table}" set "${column}" = $1 where "${column}" > $2`, [
      new Date(day + afterMs),
      startedAt,
    ]);
  }
}

/** So many minutes before the pictures are taken. */
export const ago = (minutes: number): Date => new Date(pictureTime.getTime() - minutes * 60_000);
