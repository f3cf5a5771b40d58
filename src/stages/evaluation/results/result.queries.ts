import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { newId } from '#platform/database/new-id.ts';
import type { EvaluationResult } from './result.contract.ts';

/** A result is derived, so the same votes and the same code have one row. */
export async function insertResult(db: Db, evaluationId: string, result: EvaluationResult): Promise<void> {
  const { codeVersion, inputHash } = result;
  await db
    .insertInto('evaluationResult')
    .values({ id: newId(), evaluationId, codeVersion, inputHash, result: JSON.stringify(result) })
    .onConflict(conflict => conflict.doNothing())
    .execute();
}

export async function findResult(
  db: Db,
  evaluationId: string,
  codeVersion: string,
  inputHash: string,
): Promise<unknown> {
  const row = await db
    .selectFrom('evaluationResult')
    .select('result')
    .where('evaluationId', '=', evaluationId)
    .where('codeVersion', '=', codeVersion)
    .where('inputHash', '=', inputHash)
    .executeTakeFirst();
  return row?.result;
}

/** At which n the result was read while voting was open, once each. */
export async function listLooks(db: Db, evaluationId: string): Promise<number[]> {
  const rows = await db
    .selectFrom('evaluationResult')
    .select(sql<number>`(result ->> 'n')::int`.as('n'))
    .distinct()
    .where('evaluationId', '=', evaluationId)
    .where(sql`result ->> 'phase'`, '=', 'open')
    .orderBy('n')
    .execute();
  return rows.map(({ n }) => n);
}
