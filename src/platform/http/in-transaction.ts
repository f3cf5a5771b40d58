import { createHash, createHmac } from 'node:crypto';
import { os } from '@orpc/server';
import type { Actor } from '#platform/auth/actor.ts';
import type { Db, Trx } from '#platform/database/database.ts';
import { AttuneError } from './attune-error.ts';
import type { IncomingContext } from './context.ts';
import type { EndpointMeta } from './contract.ts';

type Authorised = IncomingContext & { actor: Actor };

/**
 * Reads run on the pool. A write runs in one transaction; with an Idempotency-Key its answer is stored in the same
 * transaction, so that a repeat gets the same answer and does nothing, also after a crash.
 */
export const inTransaction = os
  .$context<Authorised>()
  .middleware(async ({ context, next, procedure, path }, input, output) => {
    const method = procedure['~orpc'].route.method ?? 'POST';
    const { db } = context.services;
    if (method === 'GET') return next({ context: { db, afterCommit: (work: () => void) => work() } });
    const { idempotencyKey } = context;
    const afterwards: (() => void)[] = [];
    const afterCommit = (work: () => void) => void afterwards.push(work);
    const committed = <Result>(result: Result): Result => {
      for (const work of afterwards) work();
      return result;
    };
    if (!idempotencyKey)
      return db
        .transaction()
        .execute(async trx => next({ context: { db: trx as Db, afterCommit } }))
        .then(committed);
    const once = {
      scope: `${context.actor?.ref ?? 'public'} ${path.join('.')}`,
      key: idempotencyKey,
      requestHash: hashRequest(context.services.secret, input),
      oldRequestHash: () => hashWithoutSecret(input),
    };
    const { answersSecret } = procedure['~orpc'].meta as EndpointMeta;
    const run = db.transaction().execute(async trx => {
      const stored = await claim(trx, once);
      if (stored && answersSecret) throw shownOnce();
      if (stored) return output(stored.answer as never) as never;
      const result = await next({ context: { db: trx as Db, afterCommit } });
      await trx
        .updateTable('idempotency')
        .set({ response: JSON.stringify({ answer: answersSecret ? null : (result.output ?? null) }) })
        .where('scope', '=', once.scope)
        .where('key', '=', once.key)
        .execute();
      return result;
    });
    return run.then(committed);
  });

type Once = { scope: string; key: string; requestHash: string; oldRequestHash(): string };

/** Takes the key, or waits for whoever has it and gives their answer. */
async function claim(trx: Trx, { oldRequestHash, ...once }: Once): Promise<{ answer: unknown } | undefined> {
  const taken = await trx
    .insertInto('idempotency')
    .values({ ...once, response: '{}' })
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst();
  if (taken.numInsertedOrUpdatedRows === 1n) return undefined;
  const found = await trx
    .selectFrom('idempotency')
    .select(['requestHash', 'response'])
    .where('scope', '=', once.scope)
    .where('key', '=', once.key)
    .executeTakeFirstOrThrow();
  if (found.requestHash !== once.requestHash && found.requestHash !== oldRequestHash())
    throw new AttuneError('idempotency_key_reused', 'This Idempotency-Key was used for another request.', {
      status: 409,
      remedy: 'Use a fresh key for a different request; repeat a key only with the very same body.',
    });
  return reviveDates(found.response) as { answer: unknown };
}

/** With the installation's secret: a request may hold a password, which a plain hash would give away to whoever guesses. */
const hashRequest = (secret: string, input: unknown): string =>
  createHmac('sha256', secret)
    .update(`request:${JSON.stringify(input ?? null)}`)
    .digest('hex');

/** As 0.1.0 stored it, so that a repeat across the upgrade is still known. */
const hashWithoutSecret = (input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(input ?? null))
    .digest('hex');

const shownOnce = () =>
  new AttuneError('shown_once', 'This was done before, and its answer was a secret that is shown once.', {
    status: 409,
    remedy: 'Use what the first answer gave; where it is lost, revoke it and make another with a fresh key.',
  });

const isoDate = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** A stored answer is JSON; the contract's dates become dates again. */
function reviveDates(value: unknown): unknown {
  if (typeof value === 'string') return isoDate.test(value) ? new Date(value) : value;
  if (Array.isArray(value)) return value.map(reviveDates);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, reviveDates(each)]));
  return value;
}
