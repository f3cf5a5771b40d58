import { isDeepStrictEqual } from 'node:util';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Judgement } from './judgement.contract.ts';
import { findJudgementByKey, insertJudgement } from './judgement.queries.ts';
import type { ActorKind, JudgementRound } from './labeling.tables.ts';

export type NewJudgement = {
  projectId: string;
  subjectKind: string;
  subjectId: string;
  question: string;
  actor: { kind: ActorKind; id: string };
  round: JudgementRound;
  /** null withdraws the judgement named by `supersedes`. */
  value: unknown;
  detail?: Record<string, unknown>;
  supersedes?: string | null;
  /** The same key again gives the judgement that is there. */
  idempotencyKey?: string | null;
  excludedReason?: string | null;
};

/**
 * Appends to the one table of judgements, in the caller's transaction. Nothing is ever changed: an undo or another
 * answer is a new row that supersedes the old one, and a row can be superseded once (`judgement_superseded`).
 */
export async function appendJudgement(db: Db, judgement: NewJudgement): Promise<Judgement> {
  const inserted = await insertJudgement(db, newId(), judgement);
  if (inserted) return inserted;
  const existing = judgement.idempotencyKey
    ? await findJudgementByKey(db, judgement.projectId, judgement.idempotencyKey)
    : undefined;
  if (!existing) throw alreadySuperseded(judgement.supersedes);
  if (!saysTheSame(existing, judgement)) throw keyReused(judgement.idempotencyKey);
  return existing;
}

function saysTheSame(existing: Judgement, judgement: NewJudgement): boolean {
  return (
    existing.subjectId === judgement.subjectId &&
    existing.question === judgement.question &&
    existing.actorId === judgement.actor.id &&
    isDeepStrictEqual(existing.value, JSON.parse(JSON.stringify(judgement.value)))
  );
}

const alreadySuperseded = (id: string | null | undefined) =>
  new AttuneError('judgement_superseded', 'This judgement was replaced in the meantime.', {
    status: 409,
    fields: { supersedes: id },
    remedy: 'Read the current one and replace that.',
  });

const keyReused = (key: string | null | undefined) =>
  new AttuneError('idempotency_key_reused', 'This key belongs to a judgement that says something else.', {
    status: 409,
    fields: { idempotencyKey: key },
    remedy: 'Use a fresh key for another judgement.',
  });
