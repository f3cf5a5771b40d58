import type { House } from '../server-kill/house.ts';
import { copyLedger, type Ledger } from '../server-kill/ledger.ts';

/** What one platform held at a moment, and what it had promised until then. */
export type Moment = { atMs: number; ledger: Ledger; edges: Set<string>; counts: Record<string, number> };

const grown = ['record', 'judgement', 'interaction', 'project_event', 'import_reject', 'run_event', 'audit'];

/** The promises are taken down before the database is asked. */
export async function takeMoment(house: House): Promise<Moment> {
  const ledger = copyLedger(house.ledger);
  const atMs = Date.now();
  return { atMs, ledger, edges: await listEdges(house), counts: await countRows(house) };
}

async function listEdges({ server }: House): Promise<Set<string>> {
  const rows = await server.query<{ edge: string }>(
    `select concat_ws(' ', from_kind, from_id, relation, to_kind, to_id) as edge from lineage_edge`,
  );
  return new Set(rows.map(row => row.edge));
}

async function countRows({ server }: House): Promise<Record<string, number>> {
  const columns = grown.map(table => `(select count(*)::int from ${table}) as ${table}`);
  const [row] = await server.query<Record<string, number>>(`select ${columns.join(', ')}`);
  return row!;
}
