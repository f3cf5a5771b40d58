import { useSyncExternalStore } from 'react';
import type { VoteVerdict } from '../../voting/vote.contract.ts';

/** What was voted last in this tab, so that undo can say what it takes back. */
let last: { evaluation: string; verdict: VoteVerdict } | undefined;
const listeners = new Set<() => void>();

export function rememberVote(evaluation: string, verdict: VoteVerdict | undefined): void {
  last = verdict && { evaluation, verdict };
  for (const listener of listeners) listener();
}

export const useLastVote = (evaluation: string): VoteVerdict | undefined =>
  useSyncExternalStore(
    listener => (listeners.add(listener), () => void listeners.delete(listener)),
    () => (last?.evaluation === evaluation ? last.verdict : undefined),
  );
