import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError, versionConflict } from '#platform/http/attune-error.ts';
import { takeBackRow } from '#stages/data/index.ts';
import { acceptPromotions, type Review } from './accept-promotions.ts';
import { getPromotion, type PromotionRow, updatePromotion } from './promotion.queries.ts';
import { scrubPayload } from './scrub-payload.ts';

/** One promotion as its reviewer saw it. */
export type Seen = { id: string; version: number };

export async function acceptPromotion(review: Review, seen: Seen): Promise<PromotionRow> {
  const promotion = await getWaiting(review, seen);
  const [outcome] = await acceptPromotions(review, [promotion]);
  if (outcome && 'refused' in outcome)
    throw new AttuneError('promotion_refused', `It cannot be accepted: ${outcome.refused}`, {
      status: 409,
      fields: { id: seen.id },
      remedy: 'Reject it with that reason, or change its text first.',
    });
  return getPromotion(review.db, review.project.id, seen.id);
}

export async function rejectPromotion(review: Review, seen: Seen, reason: string): Promise<PromotionRow> {
  await getWaiting(review, seen);
  await rejectOne(review, seen.id, reason);
  return getPromotion(review.db, review.project.id, seen.id);
}

export async function rejectOne(
  { db, project, actor, services }: Review,
  id: string,
  reason: string,
): Promise<void> {
  const reviewed = { reviewedBy: actor.ref, reviewedAt: new Date(services.clock()) };
  await updatePromotion(db, id, { state: 'rejected', reason, ...reviewed });
  await appendEvent(db, project.id, {
    kind: 'promotion.rejected',
    subjectKind: 'promotion',
    subjectId: id,
    payload: { reason },
  });
}

/** The reviewer's own words are looked through for private values like anybody's. */
export async function editPromotion(review: Review, seen: Seen, answer: string): Promise<PromotionRow> {
  const { payload, piiFound, shape } = await getWaiting(review, seen);
  if (shape === 'kto')
    throw new AttuneError(
      'promotion_not_editable',
      'It says whether this very answer was liked; another text would make it untrue.',
      {
        remedy: 'Accept or reject it as it is.',
      },
    );
  const scrubbed = scrubPayload({ ...payload, answer });
  const change = { payload: scrubbed.payload, piiFound: { ...piiFound, ...scrubbed.piiFound } };
  await updatePromotion(review.db, seen.id, { ...change, editedBy: review.actor.ref });
  return getPromotion(review.db, review.project.id, seen.id);
}

/** Back to waiting. What was accepted can be taken back as long as no dataset version holds its record. */
export async function undoReview(review: Review, seen: Seen): Promise<PromotionRow> {
  const { db, project } = review;
  const promotion = await getSeen(review, seen);
  if (promotion.state === 'proposed') return promotion;
  if (promotion.recordId) await takeRecordBack(review, promotion.id, promotion.recordId);
  const waiting = {
    state: 'proposed' as const,
    reason: null,
    reviewedBy: null,
    reviewedAt: null,
    recordId: null,
  };
  await updatePromotion(db, seen.id, waiting);
  await appendEvent(db, project.id, {
    kind: 'promotion.undone',
    subjectKind: 'promotion',
    subjectId: seen.id,
  });
  return getPromotion(db, project.id, seen.id);
}

async function takeRecordBack({ db, project }: Review, promotionId: string, recordId: string): Promise<void> {
  const kept = await takeBackRow(db, project.id, { recordId, externalId: promotionId });
  if (kept?.by === 'dataset_version')
    throw notUndoable(`The dataset version ${kept.version} holds its record, and a version never changes.`);
  if (kept) throw notUndoable('An import found its row here and left its own out.');
}

const notUndoable = (why: string) =>
  new AttuneError('promotion_fixed', why, {
    status: 409,
    remedy: 'Leave the record out of the next version: drop it by cleaning, or filter by label or source.',
  });

async function getWaiting(review: Review, seen: Seen): Promise<PromotionRow> {
  const promotion = await getSeen(review, seen);
  if (promotion.state === 'proposed') return promotion;
  throw new AttuneError('promotion_decided', `It was ${promotion.state} already.`, {
    status: 409,
    fields: { id: seen.id, state: promotion.state, reviewedBy: promotion.reviewedBy },
    remedy: 'Take that decision back first: attune feedback undo ID.',
  });
}

async function getSeen({ db, project }: Review, { id, version }: Seen): Promise<PromotionRow> {
  const promotion = await getPromotion(db, project.id, id, { lock: true });
  if (promotion.version !== version) throw versionConflict('promotion', id, promotion.version);
  return promotion;
}
