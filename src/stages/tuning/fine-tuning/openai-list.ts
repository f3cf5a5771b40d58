import * as z from 'zod';

/** OpenAI's list: clients ask for the next page with the last id as `after`, until `has_more` is false. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    object: z.literal('list'),
    data: z.array(item),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });

/** `after` and `limit` as they stand in a query. */
export const listQuery = (usual: number, most: number) => ({
  after: z.string().optional().describe('Id of the last item of the page before'),
  limit: z.coerce.number<string | number>().int().min(1).max(most, `at most ${most}`).default(usual),
});

/** A page of rows of which one more than `limit` was read. */
export function toList<Row, Item extends { id: string }>(
  rows: readonly Row[],
  limit: number,
  present: (row: Row) => Item,
) {
  const data = rows.slice(0, limit).map(present);
  const [first_id, last_id] = [data[0]?.id ?? null, data.at(-1)?.id ?? null];
  return { object: 'list' as const, data, first_id, last_id, has_more: rows.length > limit };
}

export const toSeconds = (at: Date): number => Math.floor(at.getTime() / 1000);
