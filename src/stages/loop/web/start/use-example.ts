import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { exampleApi } from '../api.ts';

/** The example loop and its start; `example` stays undefined for people who may not run it. */
export function useExample() {
  const navigate = useNavigate();
  const { data: example } = useQuery(exampleApi.get.queryOptions({ retry: false }));
  const run = useMutation(
    exampleApi.start.mutationOptions({
      onSuccess: async ({ project }) => {
        await Promise.all(['loops', 'projects', 'example', 'overview'].map(invalidate));
        void navigate({ to: `/p/${project}/start` });
      },
    }),
  );
  return { example, run: { ...run, mutate: () => run.isPending || run.mutate({}) } };
}
