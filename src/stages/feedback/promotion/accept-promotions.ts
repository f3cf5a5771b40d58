import { appendEvent } from '#platform/events/append-event.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { addEdges } from '#platform/lineage/lineage.ts';
import { addRows, findSourceByName, insertSource } from '#stages/data/index.ts';
import { isReplaced, type PromotionRow, updatePromotion } from './promotion.queries.ts';

export type Review = Pick<RequestContext, 'db' | 'project' | 'actor' | 'services'>;

/** What became of one: accepted, with the record that it is now; or refused, and it goes on waiting. */
export type Accepted =
  { promotion: PromotionRow; recordId: string } | { promotion: PromotionRow; refused: string };

/** Accepts what waits: answers to learn, pairs and liked-or-not answers become records. */
export async function acceptPromotions(review: Review, promotions: PromotionRow[]): Promise<Accepted[]> {
  const standing: PromotionRow[] = [];
  const outcomes: Accepted[] = [];
  for (const promotion of promotions)
    if (await isReplaced(review.db, promotion.judgementId))
      outcomes.push({ promotion, refused: 'The person has said something else since.' });
    else standing.push(promotion);
  outcomes.push(...(await addRecords(review, standing)));
  for (const outcome of outcomes)
    if (!('refused' in outcome)) await accept(review, outcome.promotion, outcome.recordId);
  return outcomes;
}

async function addRecords(review: Review, promotions: PromotionRow[]): Promise<Accepted[]> {
  if (promotions.length === 0) return [];
  const { db, project, services } = review;
  const sourceId = await feedbackSource(review);
  const rows = promotions.map(rowOf);
  const outcomes = await addRows(db, services, {
    projectId: project.id,
    sourceId,
    rows,
    derivedBy: 'feedback',
  });
  return outcomes.map((outcome, at) => {
    const promotion = promotions[at]!;
    return outcome.kind === 'reject'
      ? { promotion, refused: outcome.problem.message }
      : { promotion, recordId: outcome.recordId };
  });
}

const rowOf = ({ id, judgementId, interactionId, label, payload }: PromotionRow) => ({
  messages: [...payload.prompt, { role: 'assistant' as const, content: payload.answer }],
  ...preferenceOf(payload),
  meta: { feedback: { promotionId: id, judgementId, interactionId } },
  externalId: id,
  ...(label === null ? {} : { label }),
});

function preferenceOf({ rejected, desirable }: PromotionRow['payload']) {
  if (rejected !== null) return { preference: { rejected } };
  return desirable === null ? {} : { preference: { desirable } };
}

/** The source of everything that came back from production. */
async function feedbackSource({ db, project, actor }: Review): Promise<string> {
  const wish = { name: 'feedback', origin: 'user_generated' as const };
  const made = await insertSource(db, project.id, wish, actor.ref);
  return (made ?? (await findSourceByName(db, project.id, wish.name)))!.id;
}

async function accept(
  { db, project, actor, services }: Review,
  promotion: PromotionRow,
  recordId: string,
): Promise<void> {
  const { id, shape, judgedBy } = promotion;
  const reviewed = { reviewedBy: actor.ref, reviewedAt: new Date(services.clock()) };
  await updatePromotion(db, id, { state: 'accepted', reason: null, recordId, ...reviewed });
  await appendEvent(db, project.id, {
    kind: 'promotion.accepted',
    subjectKind: 'promotion',
    subjectId: id,
    payload: { shape, recordId },
  });
  const to = { kind: 'record', id: recordId };
  await addEdges(db, project.id, [
    { from: { kind: 'promotion', id }, to, relation: 'became' },
    { from: { kind: 'person', id: judgedBy }, to, relation: relationOf(promotion) },
  ]);
}

/** What the person who gave the feedback did with the answer that the record holds. */
function relationOf({ kind, payload }: PromotionRow): string {
  if (kind === 'thumb') return payload.desirable === false ? 'disliked' : 'liked';
  return kind === 'choice' ? 'chose' : 'wrote';
}
