import type { Position } from '../formats/cut-rows.ts';
import type { RowMapping } from '../formats/file-format.ts';
import { mapRow } from '../formats/map-row.ts';
import type { ReadRow } from '../formats/read-rows.ts';
import { type Reject, rejectAt } from '../formats/reject.ts';
import { type Candidate, toCandidate } from '../records/candidate.ts';

/** Rows that one transaction stores, ready for it. `raws` are the texts of the candidates, kept until none can be rejected any more. */
export type Piece = { next: Position; candidates: Candidate[]; raws: string[]; rejects: Reject[] };

const rowsPerPiece = 1_000;
const charactersPerPiece = 4 * 1024 * 1024;

/** Pieces of a size that one transaction holds easily. */
export async function* inPieces(rows: AsyncIterable<ReadRow>, mapping: RowMapping): AsyncGenerator<Piece> {
  let piece: Piece | undefined;
  let [count, characters] = [0, 0];
  for await (const row of rows) {
    piece = addRow(piece ?? { next: row.next, candidates: [], raws: [], rejects: [] }, row, mapping);
    count += 1;
    characters += row.raw.length;
    if (count < rowsPerPiece && characters < charactersPerPiece) continue;
    yield piece;
    piece = undefined;
    [count, characters] = [0, 0];
  }
  if (piece) yield piece;
}

function addRow(piece: Piece, read: ReadRow, mapping: RowMapping): Piece {
  const { line, raw } = read;
  piece.next = read.next;
  const row = 'reject' in read ? undefined : mapRow(read.row, mapping);
  if (!row) piece.rejects.push((read as { reject: Reject }).reject);
  else if (!row.ok) piece.rejects.push(rejectAt(line, raw, row.problem));
  else {
    piece.candidates.push(toCandidate(row.value, line));
    piece.raws.push(raw);
  }
  return piece;
}
