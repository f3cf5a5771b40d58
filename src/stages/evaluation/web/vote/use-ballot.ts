import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Pair, Turn, VoteVerdict } from '../../voting/vote.contract.ts';
import { voteApi } from '../api.ts';
import { rememberVote } from './last-vote.ts';

export type Which = { project: string; evaluation: string };

/**
 * A vote in the making: a choice, its reasons, and sending it. The draft survives a reload; a vote whose answer was lost is
 * sent again as it was, under the same key, so that it counts once.
 */
export function useBallot(which: Which, pair: Pair) {
  const queries = useQueryClient();
  const draftKey = `attune.vote.${pair.token}`;
  const [draft, setDraft] = useState<Draft>(() => readDraft(draftKey));
  const shownAt = useRef(performance.now());
  const turnKey = voteApi.next.queryKey({ input: which });

  useEffect(() => {
    sessionStorage.setItem(draftKey, JSON.stringify(draft));
  }, [draftKey, draft]);

  const show = (turn: Turn) => {
    sessionStorage.removeItem(draftKey);
    queries.setQueryData(turnKey, turn);
  };
  const cast = useMutation({
    mutationFn: async ({ key, ...vote }: Sent) => {
      await voteApi.cast.call({ ...which, token: pair.token, ...vote }, { context: { idempotencyKey: key } });
      return { verdict: vote.verdict, turn: await voteApi.next.call(which) };
    },
    retry: (count, error) => count < 5 && !('status' in error),
    retryDelay: attempt => Math.min(8_000, 500 * 2 ** attempt),
    onSuccess: ({ verdict, turn }) => {
      rememberVote(which.evaluation, verdict);
      show(turn);
    },
  });
  const undo = useMutation({
    mutationFn: () => voteApi.undo.call(which),
    onSuccess: turn => {
      rememberVote(which.evaluation, undefined);
      show(turn);
    },
  });
  return {
    ...draft,
    choose: (choice: VoteVerdict) => setDraft({ ...draft, choice }),
    toggleReason: (reason: string) =>
      setDraft({
        ...draft,
        reasons: draft.reasons.includes(reason)
          ? draft.reasons.filter(each => each !== reason)
          : [...draft.reasons, reason],
      }),
    clear: () => setDraft({ reasons: [] }),
    /** Everything of the vote is fixed here: what is sent again must be the same. */
    send: (verdict: VoteVerdict) =>
      cast.mutate({
        verdict,
        reasons: draft.reasons,
        dwellMs: Math.round(performance.now() - shownAt.current),
        key: crypto.randomUUID(),
      }),
    sendAgain: () => cast.variables && cast.mutate(cast.variables),
    cast,
    undo,
  };
}

type Sent = { verdict: VoteVerdict; reasons: string[]; dwellMs: number; key: string };
type Draft = { choice?: VoteVerdict; reasons: string[] };

function readDraft(key: string): Draft {
  const text = sessionStorage.getItem(key);
  return text ? (JSON.parse(text) as Draft) : { reasons: [] };
}
