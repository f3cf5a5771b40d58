import { AttuneError } from '#platform/http/attune-error.ts';
import type { EvaluationState } from '../evaluation.tables.ts';

/** Refuses to vote where no vote is open. */
export function assertOpen(evaluation: { state: EvaluationState; number: number }): void {
  if (evaluation.state === 'open') return;
  const fields = { evaluation: evaluation.number, state: evaluation.state };
  if (evaluation.state === 'closed')
    throw new AttuneError('evaluation_closed', 'The voting on this evaluation has ended.', {
      status: 409,
      fields,
      remedy: 'Thank you; nothing more is needed. Its result is on the evaluation page.',
    });
  throw new AttuneError(
    'evaluation_not_open',
    'This evaluation cannot be voted on yet: its answers are not ready.',
    {
      status: 409,
      fields,
      remedy: 'Wait until its answers are generated, and start again.',
    },
  );
}

export const unknownToken = () =>
  new AttuneError('unknown_token', 'There is no pair with this token in this evaluation.', {
    status: 404,
    remedy: 'Ask for the next pair; a token ends when its vote is undone.',
  });

export const anothersSlot = () =>
  new AttuneError('another_raters_pair', 'This pair was shown to another rater.', {
    status: 403,
    remedy: 'Ask for your own next pair.',
  });

export const alreadyVoted = () =>
  new AttuneError('already_voted', 'This pair was voted on already, with another verdict.', {
    status: 409,
    remedy: 'Undo your last vote to change it.',
  });

export const outOfOrder = () =>
  new AttuneError('out_of_order', 'Another pair comes before this one.', {
    status: 409,
    remedy: 'Ask for the next pair and vote on that; this one comes again.',
  });

export const alreadyUndone = () =>
  new AttuneError('already_undone', 'Your last vote is taken back already; its pair waits for your vote.', {
    status: 409,
    remedy: 'Ask for the next pair and vote on it. Only the last vote can be taken back.',
  });

export const nothingToUndo = () =>
  new AttuneError('nothing_to_undo', 'There is no vote of yours to take back.', {
    status: 409,
    remedy: 'Ask for the next pair.',
  });
