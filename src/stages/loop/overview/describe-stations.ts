import type { StationFacts, Stations } from './overview.contract.ts';
import type { StageCounts } from './overview.queries.ts';

/** What the caller may do about what waits. */
export type Rights = { tune: boolean; vote: boolean; evaluate: boolean; review: boolean };

/** Counts as stations: what runs outweighs what waits, what waits outweighs what is done. */
export function describeStations(counts: StageCounts, may: Rights): Stations {
  return {
    need: station({ done: counts.briefs > 0 }),
    data: station({
      done: counts.frozenVersions > 0,
      begun: counts.sources > 0,
      running: counts.dataRunning,
    }),
    labeling: station({ done: counts.judgements > 0 }),
    models: station({ done: counts.modelVersions > 0 }),
    tuning: station({
      done: counts.runsDone > 0,
      running: counts.runsAtWork,
      waiting: counts.runsWaiting,
      isMine: may.tune,
    }),
    evaluation: station({
      done: counts.evaluationsClosed > 0,
      running: counts.evaluationsAtWork,
      waiting: counts.evaluationsOpen + counts.evaluationsFailed,
      isMine: (may.vote && counts.evaluationsOpen > 0) || (may.evaluate && counts.evaluationsFailed > 0),
    }),
    serving: station({ done: counts.deployments > 0 }),
    monitoring: station({ done: false }),
    feedback: station({
      done: counts.feedbackAccepted > 0,
      waiting: counts.feedbackWaiting,
      isMine: may.review,
    }),
  };
}

type Facts = { done: boolean; begun?: boolean; running?: number; waiting?: number; isMine?: boolean };

function station({ done, begun = false, running = 0, waiting = 0, isMine = false }: Facts): StationFacts {
  const state =
    running > 0 ? 'running' : waiting > 0 || (begun && !done) ? 'waiting' : done ? 'done' : 'empty';
  return { state, running, waiting, isMine: isMine && waiting > 0 };
}
