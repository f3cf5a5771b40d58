import type { Db } from '#platform/database/database.ts';
import { createGiveWay } from '#platform/jobs/give-way.ts';
import { listReservedHashes } from '../datasets/reservation.queries.ts';
import type { RowMapping } from '../formats/file-format.ts';
import { mapRow } from '../formats/map-row.ts';
import type { ReadRow } from '../formats/read-rows.ts';
import { type Reject, rejectAt } from '../formats/reject.ts';
import { type Candidate, toCandidate } from '../records/candidate.ts';
import { findRecordsByContent, findRecordsByExternalId } from '../records/incoming.queries.ts';
import { judgeIncoming, type Outcome } from '../records/judge-incoming.ts';
import type { Payload } from '../records/payload.ts';
import type { ImportPreview } from './import.contract.ts';

type Place = { projectId: string; sourceId: string };
type Judged = Pick<ImportPreview, 'rows' | 'rejects' | 'counts'>;
type Row = { line: number; raw: string; candidate?: Candidate; reject?: Reject };

const shownRows = 50;

/** What rows would become. Without a mapping only what cannot be read at all is told. */
export async function judgeSample(
  db: Db,
  place: Place,
  read: ReadRow[],
  mapping: RowMapping | null,
): Promise<Judged> {
  const rows = await mapAll(read, mapping);
  const candidates = rows.flatMap(({ candidate }) => candidate ?? []);
  const outcomes = new Map(
    (await judge(db, place, candidates)).map((outcome, at) => [candidates[at]!, outcome] as const),
  );
  const counts = { read: rows.length, record: 0, duplicate: 0, reject: 0 };
  const rejects: Reject[] = [];
  const previewed = rows.flatMap(({ line, raw, candidate, reject }) => {
    const outcome = candidate && outcomes.get(candidate)!;
    const refused = outcome?.kind === 'reject' ? rejectAt(line, raw, outcome.problem) : reject;
    if (refused) rejects.push(refused);
    else if (!candidate) return [];
    const becomes = refused ? ('reject' as const) : outcome!.kind;
    counts[becomes] += 1;
    return [{ line, becomes, ...contentOf(candidate) }];
  });
  return { rows: previewed.slice(0, shownRows), rejects: rejects.slice(0, shownRows), counts };
}

async function mapAll(read: ReadRow[], mapping: RowMapping | null): Promise<Row[]> {
  const giveWay = createGiveWay();
  const rows: Row[] = [];
  for (const one of read) {
    const { line, raw } = one;
    const mapped = 'row' in one && mapping ? mapRow(one.row, mapping) : undefined;
    if ('reject' in one) rows.push({ line, raw, reject: one.reject });
    else if (!mapped) rows.push({ line, raw });
    else if (mapped.ok) rows.push({ line, raw, candidate: toCandidate(mapped.value, line) });
    else rows.push({ line, raw, reject: rejectAt(line, raw, mapped.problem) });
    await giveWay();
  }
  return rows;
}

/** Against what is there now. Questions that are only nearly those of a test split are found by the import itself. */
async function judge(db: Db, { projectId, sourceId }: Place, candidates: Candidate[]): Promise<Outcome[]> {
  const hashes = candidates.map(({ contentHash }) => contentHash);
  const externalIds = candidates.flatMap(({ externalId }) => externalId ?? []);
  const reserved = await listReservedHashes(
    db,
    projectId,
    candidates.map(({ inputHash }) => inputHash),
  );
  return judgeIncoming(candidates, {
    byContent: await findRecordsByContent(db, projectId, hashes),
    byExternalId: await findRecordsByExternalId(db, sourceId, externalIds),
    reserved: {
      find(inputHash, question) {
        const same = reserved.get(inputHash);
        return same && { ...same, question, by: 'same_question' };
      },
    },
  });
}

function contentOf(candidate: Candidate | undefined) {
  if (!candidate) return { messages: null, preference: null, label: null, externalId: null, meta: null };
  const { payload, label } = JSON.parse(candidate.stored) as { payload: Payload; label: string | null };
  const { messages, preference = null, meta = null } = payload;
  return { messages, preference, label, externalId: candidate.externalId, meta };
}
