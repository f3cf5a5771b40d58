import { newId } from '#platform/database/new-id.ts';
import { describeRow, type RowDescription } from '../records/describe-row.ts';
import type { CleanedRow } from './clean-row.ts';
import type { NewRevision } from './cleaning.queries.ts';

export type Placed = { about: RowDescription; revisionId: string; fresh: NewRevision | null };
type CleanedRecord = { id: string; label: string | null; originId: string };

/** Which revision holds a cleaned text: the one it started from, one that an earlier run made of it, or a new one. */
export function placeRevision(
  { id: recordId, label, originId }: CleanedRecord,
  { payload, decisions }: CleanedRow,
  revisions: { id: string; n: number; contentHash: string }[],
): Placed {
  const about = describeRow(payload, label);
  const changedBy = decisions.filter(({ action }) => action === 'modify').map(({ operator }) => operator);
  if (changedBy.length === 0) return { about, revisionId: originId, fresh: null };
  const same = revisions.find(one => one.contentHash === about.contentHash && one.id !== originId);
  if (same) return { about, revisionId: same.id, fresh: null };
  const { contentHash, inputHash } = about;
  const n = (revisions.at(-1)?.n ?? 0) + 1;
  const fresh = {
    id: newId(),
    recordId,
    n,
    payload,
    contentHash,
    inputHash,
    derivedBy: `cleaning:${changedBy.join(',')}`,
    parentId: originId,
  };
  return { about, revisionId: fresh.id, fresh };
}
