import { implement } from '@orpc/server';
import type { RequestContext } from '#platform/http/context.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import { countsOf } from './counts-of.ts';
import { countFacets } from './facet.queries.ts';
import { countHistograms } from './histogram.queries.ts';
import { recordFacetsContract } from './record-facets.contract.ts';

const api = implement(recordFacetsContract).$context<IncomingContext>().use(guard);

export const recordFacetsRouter = api.router({
  facets: api.facets.handler(({ context, input }) => keep(context, 'facets', input, countFacets)),
  histograms: api.histograms.handler(({ context, input }) =>
    keep(context, 'histograms', input, countHistograms),
  ),
});

type Counting<Filters, Value> = (
  db: RequestContext['db'],
  projectId: string,
  filters: Filters,
) => Promise<Value>;

/** On the pool, not in the request: counting goes on when nobody waits for it any more. */
function keep<Filters, Value>(
  { services, project }: RequestContext,
  what: string,
  { project: _project, ...filters }: Filters & { project: string },
  count: Counting<Filters, Value>,
) {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  const key = `${project.id} ${what} ${JSON.stringify(given.toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
  return countsOf(services).keep(key, () => count(services.db, project.id, filters as Filters));
}
