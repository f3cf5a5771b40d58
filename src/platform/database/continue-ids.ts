import { sql } from 'kysely';
import type { Db } from './database.ts';
import { isId, raiseIds } from './new-id.ts';

/**
 * New ids come after those that are there, also where the clock was set back while no process ran: lists are read by id,
 * and what is new would stand among the old. One look at the end of each table's index.
 */
export async function continueIds(db: Db): Promise<void> {
  const { rows: tables } = await sql<{ name: string }>`
    select c.relname as name from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'id' and a.atttypid = 'uuid'::regtype
    join pg_index i on i.indrelid = c.oid and i.indisprimary and i.indkey::text = a.attnum::text
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`.execute(db);
  for (const { name } of tables) {
    const { rows } = await sql<{ id: string }>`
      select id::text as id from ${sql.table(name)} order by id desc limit 1`.execute(db);
    if (rows[0] && isId(rows[0].id)) raiseIds(rows[0].id);
  }
}
