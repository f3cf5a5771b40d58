import { useQueries, useQuery } from '@tanstack/react-query';
import type { EvaluationResult } from '#stages/evaluation/results/result.contract.ts';
import { evaluationApi } from '../api.ts';

/** One time round: a tuned version that people compared blind with the untuned base. */
export type Turn = {
  turn: number;
  evaluationId: string;
  evaluation: number;
  name: string;
  state: 'open' | 'closed';
  rate: number | null;
  low: number;
  high: number;
  n: number;
  verdict: EvaluationResult['verdict'];
};

const shownTurns = 12;

/** The latest evaluation of every tuned version that people vote or voted on, oldest first. */
export function useTurns(project: string): {
  turns: Turn[];
  isFetching: boolean;
  error: unknown;
  refetch: () => unknown;
} {
  const list = useQuery(evaluationApi.list.queryOptions({ input: { project, limit: 100 } }));
  const voted = (list.data?.items ?? []).filter(each => each.state === 'open' || each.state === 'closed');
  const latest = voted.filter(
    (each, at) => voted.findIndex(other => other.candidateVersionId === each.candidateVersionId) === at,
  );
  const chosen = latest.slice(0, shownTurns).toReversed();
  const results = useQueries({
    queries: chosen.map(({ id }) =>
      evaluationApi.result.queryOptions({ input: { project, evaluation: id } }),
    ),
  });
  const turns = chosen.flatMap(({ id, number, name, state }, at): Turn[] => {
    const result = results[at]?.data;
    if (!result) return [];
    const { rate, interval95, n, verdict } = result;
    return [
      {
        turn: latest.length - chosen.length + at + 1,
        evaluationId: id,
        evaluation: number,
        name,
        state: state as Turn['state'],
        rate,
        low: interval95.low,
        high: interval95.high,
        n,
        verdict,
      },
    ];
  });
  return {
    turns,
    isFetching: list.isFetching || results.some(each => each.isFetching),
    error: list.error ?? results.find(each => each.error)?.error ?? null,
    refetch: () => Promise.all([list.refetch(), ...results.map(each => each.refetch())]),
  };
}
