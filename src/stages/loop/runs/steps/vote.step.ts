import { type CarryOut, needed } from '../carry-out.ts';

/** People's part: the loop waits here until the evaluation is closed; running the file again looks anew. */
export const carryOutVote: CarryOut = async context => {
  const evaluation = String(needed(context, 'evaluation').number);
  const { project, stages } = context;
  const found = await stages.evaluation.evaluations.get({ project, evaluation });
  const result = await stages.evaluation.evaluations.result({ project, evaluation });
  const waiting = found.state !== 'closed';
  const summary = waiting
    ? `${result.cast} of ${result.plannedVotes} votes: attune vote ${evaluation}`
    : `closed with ${result.cast} votes`;
  return {
    id: found.id,
    number: found.number,
    waiting,
    cast: result.cast,
    plannedVotes: result.plannedVotes,
    summary,
  };
};
