import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { operators } from '../cleaning/operators.ts';
import type { RecordState } from '../data.tables.ts';
import type { RowKind } from './payload.ts';
import { searchQuery } from './search-tokens.ts';
import {
  measuredSignals,
  parseConditions,
  type SignalCondition,
  type SignalName,
} from './measured-signals.ts';

export type RecordFilters = {
  state?: RecordState;
  kind?: RowKind;
  source?: string;
  language?: string;
  label?: string;
  text?: string;
  /** Conditions on measured numbers, as `signalConditions` let them through. */
  where?: string;
  /** `operator.code` of a decision that holds. */
  decision?: string;
  ids?: string[];
};

/** Records of a project that fit everything but the text, which each caller looks up in its own way. */
export const filteredRecords = (db: Db, projectId: string, filters: Omit<RecordFilters, 'text'>) =>
  db
    .selectFrom('record')
    .where('record.projectId', '=', projectId)
    .$if(filters.state !== undefined, q => q.where('record.state', '=', filters.state!))
    .$if(filters.kind !== undefined, q => q.where('record.kind', '=', filters.kind!))
    .$if(filters.source !== undefined, q => q.where('record.sourceId', '=', filters.source!))
    .$if(filters.language !== undefined, q => q.where('record.language', '=', filters.language!))
    .$if(filters.label === '', q => q.where('record.label', 'is', null))
    .$if(!!filters.label, q => q.where('record.label', '=', filters.label!))
    .$if(filters.ids !== undefined, q => q.where(sql<boolean>`record.id = any(${filters.ids!}::uuid[])`))
    .$if(filters.decision !== undefined, q => q.where(isDecided(projectId, filters.decision!)))
    .$if(filters.where !== undefined, q =>
      parseConditions(filters.where!).reduce((query, one) => query.where(isMeasured(one)), q),
    );

/** The same with the text as one more condition: for those who walk or count all that fits. */
export function matchingRecords(db: Db, projectId: string, { text, ...filters }: RecordFilters) {
  const words = text === undefined ? undefined : searchQuery(text);
  return filteredRecords(db, projectId, filters)
    .$if(words !== undefined, q =>
      q.where(
        sql<boolean>`record.id in (
          select record_id from record_search where project_id = ${projectId} and tokens @@ ${words}::tsquery)`,
      ),
    )
    .$if(text !== undefined && words === undefined, q => q.where(sql<boolean>`false`));
}

/** Does a decision of this kind hold: of the latest cleaning that is done, or of a person? */
function isDecided(projectId: string, kind: string): RawBuilder<boolean> {
  const [operator, ...code] = kind.split('.');
  return sql<boolean>`exists (
    select from decision where decision.record_id = record.id and decision.reverted_at is null
      and decision.operator = ${operator} and decision.code = ${code.join('.')}
      and (decision.decision_set_id is not null or decision.cleaning_run_id = ${latestCleaning(projectId)}))`;
}

export const latestCleaning = (projectId: string) =>
  sql<string>`(select id from cleaning_run where project_id = ${projectId} and state = 'done' order by number desc limit 1)`;

function isMeasured({ signal, is, than }: SignalCondition): RawBuilder<boolean> {
  const compared = sql`${sql.raw(is)} ${than}`;
  if (!('operator' in measuredSignals[signal])) return sql<boolean>`record.characters ${compared}`;
  return sql<boolean>`exists (
    select from signal where signal.revision_id = record.current_revision_id
      and ${measuredBy(signal)} and ${numberOf(signal)} ${compared})`;
}

/** The rows of table `signal` that hold a signal, as today's operator measures it. */
export function measuredBy(name: SignalName): RawBuilder<boolean> {
  const { operator } = measuredSignals[name] as { operator: string };
  const version = operators.find(one => one.name === operator)!.version;
  return sql<boolean>`signal.operator = ${sql.lit(operator)} and signal.operator_version = ${sql.lit(version)}`;
}

export function numberOf(name: SignalName): RawBuilder<number> {
  const { field } = measuredSignals[name] as { field: string };
  return sql<number>`(signal.value -> 'value' ->> ${sql.lit(field)})::float8`;
}
