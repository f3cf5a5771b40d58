import { table } from '#platform/terminal/format.ts';
import type { DiffRow, VersionDiff } from './version-diff.contract.ts';

/** A difference of versions for the terminal. */
export function describeDiff({ against, rows, ...counts }: VersionDiff & { rows: DiffRow[] }): string {
  const { added, removed, changed, moved, same } = counts;
  return [
    against
      ? `Against version ${against.n} of ${against.dataset} (${against.id}):`
      : 'The first version: nothing to compare with.',
    `  ${added} added, ${removed} removed, ${changed} changed, ${same} the same`,
    `  ${moved} moved to another split${moved > 0 ? ': results of the two cannot be compared fairly' : ''}`,
    ...(rows.length > 0 ? ['', rowTable(rows)] : []),
  ].join('\n');
}

const rowTable = (rows: DiffRow[]) =>
  table(
    ['RECORD', 'LABEL', 'BEFORE', 'AFTER', 'LAST TURN'],
    rows.map(({ recordId, label, before, after }) => [
      recordId,
      label,
      before?.split,
      after?.split,
      (after ?? before)!.messages.at(-1)!.content.replaceAll('\n', ' ').slice(0, 60),
    ]),
  );
