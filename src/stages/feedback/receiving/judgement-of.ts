import { createHash } from 'node:crypto';
import type { Actor } from '#platform/auth/actor.ts';
import type { NewJudgement } from '#stages/labeling/index.ts';
import { interactionOf } from './interaction-of.ts';
import type { FeedbackBody } from './feedback-body.contract.ts';

/** What of a piece of feedback stands beside its value. `digest` tells a repeat from another use of the same id. */
export type FeedbackDetail = {
  comment?: string;
  label?: string;
  clientTs?: string;
  givenBy: string;
  digest: string;
};

/** A piece of feedback as a row of the judgement table. */
export function judgementOf(projectId: string, sender: Actor, body: FeedbackBody): NewJudgement {
  return {
    projectId,
    subjectKind: 'interaction',
    subjectId: interactionOf(body.completion_id),
    question: body.kind,
    actor: actorOf(sender, body),
    round: 'feedback',
    value: valueOf(body),
    detail: detailOf(sender, body),
    idempotencyKey: body.id === undefined ? null : `feedback:${body.id}`,
  };
}

function valueOf(body: FeedbackBody): unknown {
  switch (body.kind) {
    case 'thumb':
    case 'rating':
    case 'outcome':
      return body.value;
    case 'choice':
      return { chosen: interactionOf(body.chosen_id), rejected: interactionOf(body.rejected_id) };
    case 'correction':
    case 'edit':
      return body.corrected_text;
  }
}

/**
 * Who judged. A key may be public, so whom it names is never taken for an account: accounts are `user:…`, people that
 * an application names are `end_user:…` or `human:…`, and whom nobody named is the key itself.
 */
function actorOf(sender: Actor, { actor }: FeedbackBody): NewJudgement['actor'] {
  if (actor) return { kind: actor.type, id: `${actor.type}:${actor.id}` };
  if (sender.userId) return { kind: 'human', id: `user:${sender.userId}` };
  return { kind: 'end_user', id: sender.ref };
}

function detailOf(sender: Actor, body: FeedbackBody): FeedbackDetail {
  return {
    ...(body.comment === undefined ? {} : { comment: body.comment }),
    ...(body.label === undefined ? {} : { label: body.label }),
    ...(body.client_ts === undefined ? {} : { clientTs: body.client_ts }),
    givenBy: sender.ref,
    digest: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
  };
}
