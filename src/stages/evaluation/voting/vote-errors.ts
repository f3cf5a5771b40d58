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

export const nothingToUndo = () =>
  new AttuneError('nothing_to_undo', 'There is no vote of yours to take back.', {
    status: 409,
    remedy: 'Ask for the next pair.',
  });
