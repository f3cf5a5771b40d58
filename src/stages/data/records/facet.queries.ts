import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { latestCleaning, matchingRecords, type RecordFilters } from './filter-records.queries.ts';
import type { Counted, Facets } from './record-facets.contract.ts';

const mostLabels = 30;

/** Each list is counted without its own field, so that it shows what choosing otherwise would give. One statement each. */
export async function countFacets(db: Db, projectId: string, filters: RecordFilters): Promise<Facets> {
  const by = (field: 'state' | 'kind' | 'source' | 'language' | 'label', column: Column, most = 500) =>
    countBy(db, projectId, { ...filters, [field]: undefined }, column, most);
  return {
    matches: await countAll(db, projectId, filters),
    states: await by('state', 'record.state'),
    kinds: await by('kind', 'record.kind'),
    sources: await by('source', 'record.sourceId'),
    languages: await by('language', 'record.language'),
    labels: await by('label', 'record.label', mostLabels),
    decisions: await countDecisions(db, projectId, { ...filters, decision: undefined }),
  };
}

type Column = 'record.state' | 'record.kind' | 'record.sourceId' | 'record.language' | 'record.label';

async function countAll(db: Db, projectId: string, filters: RecordFilters): Promise<number> {
  const { count } = await matchingRecords(db, projectId, filters)
    .select(eb => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

async function countBy(
  db: Db,
  projectId: string,
  filters: RecordFilters,
  column: Column,
  most: number,
): Promise<Counted[]> {
  return matchingRecords(db, projectId, filters)
    .select(eb => [
      sql<string>`coalesce(${eb.ref(column)}::text, '')`.as('value'),
      eb.fn.countAll<number>().as('count'),
    ])
    .groupBy(column)
    .orderBy('count', 'desc')
    .orderBy('value')
    .limit(most)
    .execute();
}

/** A record counts once for each kind of decision, however many there are of it. */
async function countDecisions(db: Db, projectId: string, filters: RecordFilters): Promise<Counted[]> {
  const matching = matchingRecords(db, projectId, filters).select('record.id');
  const { rows } = await sql<Counted>`
    select decision.operator || '.' || decision.code as value, count(distinct decision.record_id)::int as count
    from decision
    where decision.project_id = ${projectId} and decision.reverted_at is null
      and (decision.decision_set_id is not null or decision.cleaning_run_id = ${latestCleaning(projectId)})
      and decision.record_id in (${matching})
    group by 1 order by 2 desc, 1`.execute(db);
  return rows;
}
