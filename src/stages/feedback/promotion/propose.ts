import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { ProjectInContext } from '#platform/http/context.ts';
import { addEdges } from '#platform/lineage/lineage.ts';
import type { ByShape } from './promotion.contract.ts';
import { countReasons } from './count-by.ts';
import {
  insertPromotion,
  listUnreadFeedback,
  rejectReplaced,
  type StoredAnswer,
  type UnreadFeedback,
} from './promotion.queries.ts';
import { type GivenAnswer, type Proposal, proposePromotions } from './propose-promotions.ts';
import { readConversation } from './read-conversation.ts';
import { scrubPayload } from './scrub-payload.ts';

export type ProposedBatch = {
  read: number;
  proposed: ByShape;
  nothing: { reason: string; count: number }[];
  next: string | null;
};

/** Reads a batch of feedback and proposes what the rule makes of it. Asked again, it proposes nothing twice. */
export async function proposeBatch(
  db: Db,
  project: ProjectInContext,
  after: string | undefined,
  limit: number,
  now: Date,
): Promise<ProposedBatch> {
  await rejectReplaced(db, project.id, 'The person has said something else since.', now);
  const feedback = await listUnreadFeedback(db, project.id, after, limit);
  const proposed = { sft: 0, dpo: 0, kto: 0 };
  const nothing: string[] = [];
  for (const each of feedback) {
    const { proposals, whyNot } = proposePromotions(readFeedback(each, project.systemPrompt));
    if (proposals.length === 0) nothing.push(whyNot ?? '');
    for (const proposal of proposals)
      if (await store(db, project.id, each, proposal)) proposed[proposal.shape] += 1;
  }
  const next = feedback.length === limit ? feedback.at(-1)!.id : null;
  return { read: feedback.length, proposed, nothing: countReasons(nothing), next };
}

function readFeedback({ kind, value, answer, chosen, rejected }: UnreadFeedback, systemPrompt: string) {
  const given = ({ request, text, complete }: StoredAnswer): GivenAnswer => ({
    conversation: readConversation(request, systemPrompt),
    text,
    complete,
  });
  return {
    kind,
    value,
    answer: given(answer),
    ...(chosen ? { chosen: given(chosen) } : {}),
    ...(rejected ? { rejected: given(rejected) } : {}),
  };
}

async function store(
  db: Db,
  projectId: string,
  feedback: UnreadFeedback,
  proposal: Proposal,
): Promise<boolean> {
  const { id: judgementId, interactionId, label } = feedback;
  const { shape, because } = proposal;
  const row = {
    projectId,
    judgementId,
    interactionId,
    label,
    shape,
    because,
    ...scrubPayload(proposal.payload),
  };
  const id = await insertPromotion(db, { id: newId(), ...row });
  if (!id) return false;
  const edge = { from: { kind: 'judgement', id: judgementId }, to: { kind: 'promotion', id } };
  await addEdges(db, projectId, [{ ...edge, relation: 'promoted by' }]);
  return true;
}
