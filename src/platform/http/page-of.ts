/**
 * A page of a keyset list. `rows` were read with `limit + 1`: one more than is shown where there are more. `keyOf` gives what
 * the next page goes on after.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
  keyOf: (row: Row) => string | number,
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    next: rows.length > limit && last !== undefined ? String(keyOf(last)) : null,
  };
}

export const byId = ({ id }: { id: string }): string => id;
