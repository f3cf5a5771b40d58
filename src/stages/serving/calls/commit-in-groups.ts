import { setTimeout as sleep } from 'node:timers/promises';

type Waiting<Row> = { row: Row; resolve(): void; reject(error: unknown): void };

const mostRows = 200;

/**
 * Group commit without a timer: a row that comes while nothing is being written is written at once; those that come
 * meanwhile go together next. Resolves once the row is committed. `pauseMs` after each group makes the next one larger,
 * for rows that nobody waits for.
 */
export function commitInGroups<Row>(
  write: (rows: Row[]) => Promise<void>,
  pauseMs = 0,
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
    while (line.length > 0) {
      await writeGroup(line.splice(0, mostRows));
      if (pauseMs > 0) await sleep(pauseMs);
    }
    busy = false;
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

/** PostgreSQL's classes 22 and 23: one bad row must not fail its neighbours. */
const isAboutData = (error: unknown): boolean => /^2[23]/.test((error as { code?: string }).code ?? '');
