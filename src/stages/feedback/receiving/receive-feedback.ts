import { type Actor, may } from '#platform/auth/actor.ts';
import type { Db } from '#platform/database/database.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { addEdges } from '#platform/lineage/lineage.ts';
import { appendJudgement, findJudgementByKey, type NewJudgement } from '#stages/labeling/index.ts';
import { interactionOf } from './interaction-of.ts';
import type { FeedbackBody } from './feedback-body.contract.ts';
import { findCurrentOfActor, findInteractionProject, lockFeedbackOn } from './feedback.queries.ts';
import { judgementOf } from './judgement-of.ts';

export type Received = { id: string; repeated: boolean };

/** Stores feedback on an answer, in the caller's transaction. A named person's later word replaces the earlier one. */
export async function receiveFeedback(db: Db, sender: Actor, body: FeedbackBody): Promise<Received> {
  const projectId = await findOpenProject(db, sender, body.completion_id);
  const judgement = judgementOf(projectId, sender, body);
  const others = await otherAnswers(db, sender, projectId, body);
  await lockFeedbackOn(db, judgement.subjectId);
  const before = await findRepeated(db, judgement);
  if (before) return { id: before, repeated: true };
  const supersedes = body.actor || sender.userId ? await findCurrentOfActor(db, judgement) : undefined;
  const { id } = await appendJudgement(db, { ...judgement, supersedes: supersedes ?? null });
  const to = { kind: 'judgement', id };
  await addEdges(
    db,
    projectId,
    [judgement.subjectId, ...others].map(from => ({
      from: { kind: 'interaction', id: from },
      to,
      relation: 'judged by',
    })),
  );
  await appendEvent(db, projectId, {
    kind: 'feedback.received',
    subjectKind: 'judgement',
    subjectId: id,
    payload: { kind: body.kind, interactionId: judgement.subjectId, label: body.label ?? null },
  });
  return { id, repeated: false };
}

/** An answer of another project is, to the sender, an answer that does not exist. */
async function findOpenProject(db: Db, sender: Actor, completionId: string): Promise<string> {
  const projectId = await findInteractionProject(db, interactionOf(completionId));
  if (projectId && may(sender, projectId, 'feedback.write')) return projectId;
  throw unknownAnswer('completion_id', completionId);
}

async function otherAnswers(db: Db, sender: Actor, projectId: string, body: FeedbackBody): Promise<string[]> {
  if (body.kind !== 'choice') return [];
  for (const field of ['chosen_id', 'rejected_id'] as const)
    if ((await findInteractionProject(db, interactionOf(body[field]))) !== projectId)
      throw unknownAnswer(field, body[field]);
  assertChoice(body);
  return [body.chosen_id, body.rejected_id].filter(id => id !== body.completion_id).map(interactionOf);
}

function assertChoice(body: FeedbackBody & { kind: 'choice' }): void {
  if (body.chosen_id === body.rejected_id)
    throw new AttuneError(
      'invalid_value',
      'rejected_id: The chosen and the rejected answer are the same one.',
      {
        fields: { param: 'rejected_id' },
        remedy: 'Send the ids of two different answers.',
      },
    );
  if (body.completion_id !== body.chosen_id && body.completion_id !== body.rejected_id)
    throw new AttuneError(
      'invalid_value',
      'completion_id: It is neither the chosen nor the rejected answer.',
      {
        fields: { param: 'completion_id' },
        remedy: 'Send the id of one of the two.',
      },
    );
}

async function findRepeated(db: Db, judgement: NewJudgement): Promise<string | undefined> {
  if (!judgement.idempotencyKey) return undefined;
  const found = await findJudgementByKey(db, judgement.projectId, judgement.idempotencyKey);
  if (!found) return undefined;
  if (found.detail.digest === judgement.detail?.digest) return found.id;
  throw new AttuneError('feedback_id_reused', 'id: This id was used for other feedback.', {
    status: 409,
    fields: { param: 'id' },
    remedy: 'Use a fresh id for other feedback; repeat an id only with the very same content.',
  });
}

const unknownAnswer = (param: string, id: string) =>
  new AttuneError('completion_not_found', `${param}: There is no answer ${id} for this key.`, {
    status: 404,
    fields: { param },
    remedy: 'Send the id that the gateway gave with the answer, with a key of the same project.',
  });
