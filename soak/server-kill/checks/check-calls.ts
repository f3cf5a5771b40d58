import type { House } from '../house.ts';
import type { SeenCall } from '../ledger.ts';

type Row = { id: string; state: string; text: string | null; question: string };
export type CallCounts = { whole: number; interrupted: number };

/** Text of a stream is kept every 1.5 s (or 4,096 characters); the rest is for a busy machine. */
const keptAfterMs = 4_000;

/** Every call that a client saw is there; a whole one with its whole text, a cut one closed with what came of it. */
export async function checkCalls(house: House, calls: SeenCall[], killedAtMs: number): Promise<CallCounts> {
  const rows = await house.server.query<Row>(
    `select id, state, response_text as text, request->'messages'->-1->>'content' as question
     from interaction where id = any($1)`,
    [calls.map(call => call.id)],
  );
  const byId = new Map(rows.map(row => [row.id, row]));
  const counts = { whole: 0, interrupted: 0 };
  for (const call of calls) {
    const row = byId.get(call.id);
    if (!row) house.fault(`lost: the call ${call.id}`);
    else if (row.state === 'ok') checkWhole(house, call, row, counts);
    else if (row.state === 'interrupted') checkInterrupted(house, call, row, killedAtMs, counts);
    else house.fault(`the call ${call.id} is ${row.state}`);
  }
  return counts;
}

function checkWhole({ fault }: House, call: SeenCall, row: Row, counts: CallCounts): void {
  counts.whole += 1;
  if (row.text !== call.whole) fault(`the call ${call.id} is kept as whole with another text`);
}

function checkInterrupted(
  { fault }: House,
  call: SeenCall,
  row: Row,
  killedAtMs: number,
  counts: CallCounts,
): void {
  counts.interrupted += 1;
  if (call.endedAtMs !== undefined)
    fault(`lost: the end of call ${call.id}, whole ${killedAtMs - call.endedAtMs} ms before the kill`);
  const kept = row.text ?? '';
  if (!call.whole.startsWith(kept)) fault(`the call ${call.id} keeps a text that nobody said`);
  const due = call.pieces.findLast(piece => piece.atMs < killedAtMs - keptAfterMs)?.length ?? 0;
  if (kept.length < due)
    fault(
      `lost: the call ${call.id} keeps ${kept.length} characters, ${due} had come ${keptAfterMs} ms before`,
    );
}

/** After a start nothing of an earlier server is open any more. */
export async function checkOrphans({ server, fault }: House, killedAtMs: number): Promise<void> {
  const open = await server.query<{ id: string }>(
    `select id from interaction where state = 'started' and started_at < $1`,
    [new Date(killedAtMs)],
  );
  for (const { id } of open) fault(`the call ${id} of a dead server is still open`);
}
