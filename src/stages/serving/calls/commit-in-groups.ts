import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

type Waiting<Row> = { row: Row; resolve(): void; reject(error: unknown): void };

export type GroupOptions<Row> = {
  /** Makes the next group larger, for rows that nobody waits for. */
  pauseMs?: number;
  sizeBytes?(row: Row): number;
};

const mostRows = 200;
const mostBytes = 16 * 2 ** 20;

/**
 * Group commit without a timer: rows of one turn of the event loop are written together, at its end; those that come
 * while a group is being written go together next. Resolves once the row is committed.
 */
export function commitInGroups<Row>(
  write: (rows: Row[]) => Promise<unknown>,
  { pauseMs = 0, sizeBytes = () => 0 }: GroupOptions<Row> = {},
): (row: Row) => Promise<void> {
  const line: Waiting<Row>[] = [];
  let busy = false;
  return row =>
    new Promise((resolve, reject) => {
      line.push({ row, resolve, reject });
      if (!busy) void writeAll();
    });

  async function writeAll(): Promise<void> {
    busy = true;
    await nextTurn();
    while (line.length > 0) {
      await writeGroup(takeGroup());
      await (pauseMs > 0 ? sleep(pauseMs) : nextTurn());
    }
    busy = false;
  }

  /** At least one row. */
  function takeGroup(): Waiting<Row>[] {
    let count = 0;
    for (let bytes = 0; count < Math.min(line.length, mostRows) && bytes < mostBytes; count++)
      bytes += sizeBytes(line[count]!.row);
    return line.splice(0, count);
  }

  async function writeGroup(group: Waiting<Row>[]): Promise<void> {
    try {
      await write(group.map(each => each.row));
      for (const each of group) each.resolve();
    } catch (error) {
      if (group.length > 1 && isAboutData(error)) for (const each of group) await writeGroup([each]);
      else for (const each of group) each.reject(error);
    }
  }
}

/** PostgreSQL's classes 22, 23 and 54: one row that it cannot take must not fail its neighbours. */
export const isAboutData = (error: unknown): boolean =>
  /^(22|23|54)/.test((error as { code?: string }).code ?? '');
