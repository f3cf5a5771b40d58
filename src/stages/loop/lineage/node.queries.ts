import { type RawBuilder, sql } from 'kysely';
import type { Db } from '#platform/database/database.ts';
import { type NodeKind, nodeKinds } from './node-kinds.ts';

export type Named = { id: string; name: string; detail: string | null };
export type Found = Named & { kind: NodeKind };

const nothing = sql`null::text`;
const noNumber = sql`null::int`;

/**
 * How people know the objects of each kind: id, project_id (null = of the installation), name, detail, and what they
 * type for it: its number in the project, its handle, or another word that may fit several.
 */
const rowsOf: Record<NodeKind, RawBuilder<unknown>> = {
  person: sql`
    select 'user:' || id as id, null::uuid as project_id, name, email as detail, ${noNumber} as number, email as handle, name as other
    from "user" union all
    select 'key:' || id, project_id, 'somebody with the key "' || name || '"', ${nothing}, ${noNumber}, 'key:' || id, ${nothing} from api_key`,
  source: sql`
    select id, project_id, 'source ' || name as name, replace(origin, '_', ' ') as detail, ${noNumber} as number, name as handle,
      ${nothing} as other from source`,
  import_batch: sql`
    select id, project_id, 'import ' || number || ' (' || file_name || ')' as name, state as detail, number, file_name as handle,
      ${nothing} as other from import_batch`,
  base_model: sql`
    select id, null::uuid as project_id, 'base model ' || name as name, slug as detail, ${noNumber} as number, slug as handle,
      name as other from base_model`,
  connection: sql`
    select id, project_id, 'connection ' || name as name, model as detail, ${noNumber} as number, name as handle,
      model as other from connection`,
  model_version: sql`
    select id, project_id, 'model version ' || name as name, ${nothing} as detail, number, name as handle, ${nothing} as other
    from model_version`,
  run: sql`
    select id, project_id, 'run ' || number || ' (' || name || ')' as name, state as detail, number, name as handle,
      ${nothing} as other from run`,
  record: sql`
    select r.id, r.project_id, 'record "' || r.preview || '"' as name,
      concat_ws(', ', r.label, b.file_name || ' line ' || r.line, nullif(replace(r.state, '_', ' '), 'active')) as detail,
      ${noNumber} as number, r.external_id as handle, ${nothing} as other
    from record r left join import_batch b on b.id = r.batch_id`,
  dataset_version: sql`
    select v.id, v.project_id, 'dataset ' || d.name || '@' || v.n as name,
      concat_ws(', ', v.state, (v.facts ->> 'rows') || ' rows') as detail, v.n as number, d.name || '@' || v.n as handle,
      d.name as other from dataset_version v join dataset d on d.id = v.dataset_id`,
  promotion: sql`
    select id, project_id, 'promotion to ' || upper(shape) as name, concat_ws(': ', state, reason) as detail,
      ${noNumber} as number, ${nothing} as handle, ${nothing} as other from promotion`,
  judgement: sql`
    select id, project_id,
      case when round = 'vote' then 'blind vote'
           when round = 'feedback' and question in ('thumb', 'rating', 'outcome') then question || ' ' || (value #>> '{}')
           else question end as name,
      to_char(created_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') as detail, ${noNumber} as number, ${nothing} as handle,
      ${nothing} as other from judgement`,
  interaction: sql`
    select id, project_id, 'answer chatcmpl-' || replace(id::text, '-', '') as name,
      to_char(started_at at time zone 'utc', 'YYYY-MM-DD HH24:MI') || ', ' || replace(state, '_', ' ') as detail,
      ${noNumber} as number, ${nothing} as handle, ${nothing} as other from interaction`,
  evaluation: sql`
    select id, project_id, 'evaluation ' || number || ' (' || name || ')' as name, state as detail, number, name as handle,
      ${nothing} as other from evaluation`,
  deployment: sql`
    select id, project_id, 'deployment ' || name as name, state as detail, ${noNumber} as number, name as handle,
      ${nothing} as other from deployment`,
};

/** Names of the objects of one kind that exist in the project or belong to the whole installation. */
export async function listNamed(db: Db, projectId: string, kind: NodeKind, ids: string[]): Promise<Named[]> {
  const type = kind === 'person' ? sql`text[]` : sql`uuid[]`;
  const { rows } = await sql<Named>`
    select id::text as id, name, nullif(detail, '') as detail from (${rowsOf[kind]}) node
    where id = any(${ids}::${type}) and ${inProject(projectId)}`.execute(db);
  return rows;
}

/** Every object among the kinds that has this id. People have no UUID. */
export async function findById(db: Db, projectId: string, kinds: NodeKind[], id: string): Promise<Found[]> {
  const among = kinds.filter(kind => kind !== 'person');
  return findAmong(db, projectId, among, sql`id = ${id}::uuid`);
}

export async function findByNumber(
  db: Db,
  projectId: string,
  kinds: NodeKind[],
  number: number,
): Promise<Found[]> {
  return findAmong(db, projectId, kinds, sql`number = ${number}`);
}

/** By handle, else by the other word; several that share a word come newest first. */
export async function findByHandle(
  db: Db,
  projectId: string,
  kinds: NodeKind[],
  handle: string,
): Promise<Found[]> {
  const exact = await findAmong(db, projectId, kinds, sql`handle = ${handle}`);
  return exact.length > 0 ? exact : findAmong(db, projectId, kinds, sql`other = ${handle}`);
}

async function findAmong(
  db: Db,
  projectId: string,
  kinds: readonly NodeKind[],
  condition: RawBuilder<unknown>,
): Promise<Found[]> {
  const parts = nodeKinds
    .filter(kind => kinds.includes(kind))
    .map(
      kind => sql`
    select ${sql.lit(kind)} as kind, id::text as id, name, nullif(detail, '') as detail, number from (${rowsOf[kind]}) node
    where ${condition} and ${inProject(projectId)}`,
    );
  if (parts.length === 0) return [];
  const { rows } = await sql<Found>`
    select kind, id, name, detail from (${sql.join(parts, sql` union all `)}) found order by number desc nulls last, id desc limit 20`.execute(
    db,
  );
  return rows;
}

const inProject = (projectId: string) => sql`(project_id is null or project_id = ${projectId})`;
