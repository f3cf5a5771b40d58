import { type RawBuilder, sql } from 'kysely';
import type { NodeKind } from './node-kinds.ts';

type Rows = RawBuilder<unknown>;
export type Link = {
  from: NodeKind;
  to: NodeKind;
  relation: string;
  /** project_id, from_id, to_id */
  rows: Rows;
  /** A count that is maintained: id and count of what an object has of the other kind. */
  counted?: { direction: 'up' | 'down'; rows: Rows };
};

const link = (
  from: NodeKind,
  relation: string,
  to: NodeKind,
  rows: Rows,
  counted?: Link['counted'],
): Link => ({
  from,
  to,
  relation,
  rows,
  ...(counted ? { counted } : {}),
});

/**
 * What came of what as the tables say it themselves: with the edges written on the way it makes the whole graph. A link
 * that is there as an edge too counts once.
 */
export const links: Link[] = [
  link(
    'person',
    'brought in',
    'source',
    sql`select project_id, created_by as from_id, id as to_id from source`,
  ),
  link('source', 'holds', 'record', sql`select project_id, source_id as from_id, id as to_id from record`, {
    direction: 'down',
    rows: sql`select id, record_count as count from source`,
  }),
  link(
    'record',
    'row of',
    'dataset_version',
    sql`select v.project_id, r.record_id as from_id, r.version_id as to_id
        from dataset_row r join dataset_version v on v.id = r.version_id`,
    { direction: 'up', rows: sql`select id, (facts ->> 'rows')::int as count from dataset_version` },
  ),
  link(
    'dataset_version',
    'grew into',
    'dataset_version',
    sql`select project_id, parent_id as from_id, id as to_id from dataset_version where parent_id is not null`,
  ),
  link(
    'dataset_version',
    'trained',
    'run',
    sql`select project_id, dataset_version_id as from_id, id as to_id from run
        union
        select project_id, (task ->> 'version')::uuid, id from run, jsonb_array_elements(config #> '{data,tasks}') task`,
  ),
  link(
    'base_model',
    'start of',
    'run',
    sql`select project_id, base_model_id as from_id, id as to_id from run`,
  ),
  link(
    'run',
    'made',
    'model_version',
    sql`select project_id, run_id as from_id, id as to_id from model_version where run_id is not null`,
  ),
  link(
    'base_model',
    'base of',
    'model_version',
    sql`select project_id, base_model_id as from_id, id as to_id from model_version where run_id is null`,
  ),
  link(
    'model_version',
    'served by',
    'deployment',
    sql`select d.project_id, (target ->> 'modelVersionId')::uuid as from_id, d.id as to_id
        from deployment d cross join jsonb_array_elements(d.targets) target where target ->> 'kind' = 'version'`,
  ),
  ...answered('model_version', 'version'),
  ...answered('base_model', 'base'),
  ...answered('connection', 'connection'),
  link(
    'model_version',
    'evaluated by',
    'evaluation',
    sql`select project_id, candidate_version_id as from_id, id as to_id from evaluation`,
  ),
  link(
    'base_model',
    'baseline of',
    'evaluation',
    sql`select project_id, baseline_base_model_id as from_id, id as to_id from evaluation`,
  ),
  link(
    'dataset_version',
    'prompts of',
    'evaluation',
    sql`select project_id, dataset_version_id as from_id, id as to_id from evaluation`,
  ),
  link(
    'evaluation',
    'voted in',
    'judgement',
    sql`select j.project_id, i.evaluation_id as from_id, j.id as to_id
        from evaluation_item i join judgement j on j.subject_kind = 'evaluation_item' and j.subject_id = i.id`,
  ),
  link(
    'interaction',
    'judged by',
    'judgement',
    sql`select project_id, subject_id as from_id, id as to_id from judgement where subject_kind = 'interaction'`,
  ),
  link(
    'record',
    'judged by',
    'judgement',
    sql`select j.project_id, r.record_id as from_id, j.id as to_id
        from record_revision r join judgement j on j.subject_kind = 'record_revision' and j.subject_id = r.id`,
  ),
  link(
    'person',
    'judged',
    'judgement',
    sql`select project_id, actor_id as from_id, id as to_id from judgement`,
  ),
  link(
    'judgement',
    'promoted by',
    'promotion',
    sql`select project_id, judgement_id as from_id, id as to_id from promotion`,
  ),
  link(
    'person',
    'reviewed',
    'promotion',
    sql`select project_id, reviewed_by as from_id, id as to_id from promotion where reviewed_by is not null`,
  ),
  link(
    'promotion',
    'became',
    'record',
    sql`select project_id, id as from_id, record_id as to_id from promotion where record_id is not null`,
  ),
];

function answered(from: NodeKind, targetKind: string): Link[] {
  const rows = sql`select project_id, target_id as from_id, id as to_id from interaction where target_kind = ${sql.lit(targetKind)}`;
  return [link(from, 'answered', 'interaction', rows)];
}
