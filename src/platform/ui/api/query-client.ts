import { QueryClient } from '@tanstack/react-query';

/** What the server said no to is not asked again by itself; what did not reach it is, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && !('status' in error && Number(error.status) < 500),
      retryDelay: attempt => 400 * 2 ** attempt,
    },
    mutations: { retry: false },
  },
});

/** Reads again what is shown of one noun: the `name` that its api was made with. */
export const invalidate = (name: string): Promise<void> =>
  queryClient.invalidateQueries({
    predicate: query => (query.queryKey[0] as string[] | undefined)?.[0] === name,
  });
