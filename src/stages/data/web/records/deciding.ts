import { useSyncExternalStore } from 'react';
import { invalidate } from '#platform/ui/api/query-client.ts';
import type { DecisionSet } from '../../decisions/decision-set.contract.ts';
import { decisionSetApi } from '../api.ts';

const pollMs = 400;
let current: DecisionSet | undefined;
const listeners = new Set<() => void>();

function put(next: DecisionSet | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

const isAtWork = ({ state }: DecisionSet): boolean => ['queued', 'running', 'undoing'].includes(state);

/** Follows a decision to its end, whatever page is open by then. A failure stays in view until the next one. */
export async function followDecision(project: string, started: DecisionSet): Promise<DecisionSet> {
  let now = started;
  put(now);
  while (isAtWork(now)) {
    await new Promise(resolve => setTimeout(resolve, pollMs));
    now = await decisionSetApi.get.call({ project, id: started.id }).catch(() => now);
    put(now);
  }
  put(now.state === 'failed' ? now : undefined);
  await Promise.all(['records', 'recordFacets', 'decisionSets'].map(invalidate));
  return now;
}

export const undoDecision = async (project: string, id: string): Promise<DecisionSet> =>
  followDecision(project, await decisionSetApi.revert.call({ project, id }));

/** The decision that is being carried out or taken back, or the last one where it failed. */
export const useDeciding = (): DecisionSet | undefined =>
  useSyncExternalStore(
    listener => (listeners.add(listener), () => void listeners.delete(listener)),
    () => current,
  );
