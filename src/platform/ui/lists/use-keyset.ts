import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

type Page<Row> = { items: Row[]; next: string | null };

/**
 * A list that the server gives page by page, as one growing array. `options` are those of an endpoint:
 * `recordApi.list.infiniteOptions({ input: after => ({ project, after }), initialPageParam: undefined, getNextPageParam })`;
 * `nextOf` is that last one, the same for every list.
 */
export function useKeyset<Row>(options: object) {
  const query = useInfiniteQuery<Page<Row>, Error, InfiniteData<Page<Row>>>(options as never);
  const rows = useMemo(() => query.data?.pages.flatMap(page => page.items) ?? [], [query.data]);
  return {
    rows,
    query: { ...query, data: query.data === undefined ? undefined : rows },
    hasMore: query.hasNextPage,
    loadMore: () => void (query.hasNextPage && !query.isFetchingNextPage && query.fetchNextPage()),
  };
}

export const nextOf = (page: { next: string | null }): string | undefined => page.next ?? undefined;

/** What every keyset list starts with. */
export const fromStart = { initialPageParam: undefined as string | undefined, getNextPageParam: nextOf };
