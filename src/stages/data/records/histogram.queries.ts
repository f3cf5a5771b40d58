import { sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { matchingRecords, measuredBy, numberOf, type RecordFilters } from './filter-records.queries.ts';
import { placeBins } from './place-bins.ts';
import { measuredSignals, type SignalName, signalNames } from './measured-signals.ts';
import type { Histogram } from './record-facets.contract.ts';

/** How each measured number is spread over the records that fit. Two passes each: where it lies, then the bins. */
export async function countHistograms(
  db: Db,
  projectId: string,
  filters: RecordFilters,
): Promise<Histogram[]> {
  const histograms: Histogram[] = [];
  for (const signal of signalNames) histograms.push(await countHistogram(db, projectId, filters, signal));
  return histograms;
}

async function countHistogram(
  db: Db,
  projectId: string,
  filters: RecordFilters,
  signal: SignalName,
): Promise<Histogram> {
  const numbers = () => numbersOf(db, projectId, filters, signal).as('measured');
  const spread = await db
    .selectFrom(numbers())
    .select([
      sql<number>`count(*)::int`.as('measured'),
      sql<number>`coalesce(avg(number), 0)`.as('mean'),
      sql<number>`coalesce(stddev_pop(number), 0)`.as('deviation'),
      sql<number>`coalesce(max(number), 0)`.as('max'),
    ])
    .executeTakeFirstOrThrow();
  const edges = placeBins(spread, measuredSignals[signal].unit);
  const rows = await db
    .selectFrom(numbers())
    .select([
      sql<number>`greatest(width_bucket(number, ${edges}::float8[]) - 1, 0)`.as('bin'),
      sql<number>`count(*)::int`.as('count'),
      sql<number>`(count(*) filter (where state <> 'dropped'))::int`.as('kept'),
    ])
    .groupBy(sql`1`)
    .execute();
  const byBin = new Map(rows.map(({ bin, ...counts }) => [bin, counts]));
  return {
    signal,
    measured: spread.measured,
    bins: edges.map((from, at) => ({ from, ...(byBin.get(at) ?? { count: 0, kept: 0 }) })),
  };
}

function numbersOf(db: Db, projectId: string, filters: RecordFilters, signal: SignalName) {
  const matching = matchingRecords(db, projectId, filters).select('record.state as state');
  if (!('operator' in measuredSignals[signal]))
    return matching.select(sql<number>`record.characters::float8`.as('number'));
  return matching
    .innerJoin('signal', join =>
      join.onRef('signal.revisionId', '=', 'record.currentRevisionId').on(measuredBy(signal)),
    )
    .select(numberOf(signal).as('number'));
}
