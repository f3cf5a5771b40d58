import type { ReactNode } from 'react';
import { CountLink } from '#platform/ui/numbers/count-link.tsx';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { VoteFilter } from '../../results/vote-list.contract.ts';

/** What enters the support rate. */
export const inRate = { outcome: 'preference', counted: 'yes' } as const;

/** A number of the result as the way to the votes it was counted from. */
export function VotesLink({
  count,
  filter,
  sort,
  children,
}: {
  count: number;
  filter: VoteFilter;
  sort?: 'length';
  children?: ReactNode;
}) {
  const project = useProject();
  const evaluation = useParam('evaluation');
  return (
    <CountLink
      count={count}
      to={`/p/${project}/evaluation/${evaluation}/votes`}
      search={{ ...filter, ...(sort ? { sort } : {}) }}
    >
      {children}
    </CountLink>
  );
}
