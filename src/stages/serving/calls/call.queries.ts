import type { Pool } from 'pg';
import type { Db } from '#platform/database/database.ts';
import { notFound } from '#platform/http/attune-error.ts';
import type { InteractionState } from '../serving.tables.ts';
import type { Call } from './call.contract.ts';
import { responseIdOf } from './response-id.ts';
import { storableJson } from './storable-json.ts';

export type NewCall = {
  id: string;
  projectId: string;
  deploymentId: string | null;
  apiKeyId: string | null;
  targetKind: 'version' | 'base' | 'connection';
  targetId: string;
  stream: boolean;
  /** JSON. */
  request: string;
  startedAt: Date;
  /** Of a call that has ended by now: one row is cheaper than one row and its change. */
  end?: CallProgress;
};

/**
 * One statement for any number of calls, so that a group costs one commit. By name: PostgreSQL plans it once a
 * connection, which is half of what a small group costs.
 */
export const insertCalls = (pool: Pool, calls: readonly NewCall[]) =>
  pool.query({ name: 'serving.insert-calls', text: insertText, values: [`[${calls.map(toJson).join()}]`] });

const insertText = `
  insert into interaction (id, project_id, deployment_id, api_key_id, target_kind, target_id, state, stream, request,
    started_at, response_text, finish_reason, prompt_tokens, completion_tokens, usage_source, error, first_token_ms,
    total_ms, ended_at)
  select c.id, c."projectId", c."deploymentId", c."apiKeyId", c."targetKind", c."targetId",
    coalesce(c.state, 'started'), c.stream, c.request, c."startedAt", c."responseText", c."finishReason",
    c."promptTokens", c."completionTokens", c."usageSource", c.error, c."firstTokenMs", c."totalMs", c."endedAt"
  from jsonb_to_recordset($1::jsonb) as c(id uuid, "projectId" uuid, "deploymentId" uuid, "apiKeyId" uuid,
    "targetKind" text, "targetId" uuid, state text, stream boolean, request jsonb, "startedAt" timestamptz,
    "responseText" text, "finishReason" text, "promptTokens" int, "completionTokens" int, "usageSource" text, error jsonb,
    "firstTokenMs" int, "totalMs" int, "endedAt" timestamptz)`;

/** The request is JSON already. */
const toJson = ({ request, end, ...call }: NewCall): string =>
  `${storableJson({ ...call, ...end }).slice(0, -1)},"request":${request}}`;

/** What is known of a call by now; `state` started = it goes on. */
export type CallProgress = {
  id: string;
  state: InteractionState;
  responseText: string | null;
  finishReason: string | null;
  promptTokens: number | null;
  completionTokens: number | null;
  usageSource: 'upstream' | 'estimated' | null;
  error: unknown;
  firstTokenMs: number | null;
  totalMs: number | null;
  endedAt: Date | null;
};

/**
 * One statement for any number of calls; every id once. What has ended stays as it ended: a statement that a stalled server
 * carries out late must not open it again.
 */
export const updateCalls = (pool: Pool, progress: readonly CallProgress[]) =>
  pool.query({ name: 'serving.update-calls', text: updateText, values: [storableJson(progress)] });

const updateText = `
  update interaction set state = p.state, response_text = p."responseText", finish_reason = p."finishReason",
    prompt_tokens = p."promptTokens", completion_tokens = p."completionTokens", usage_source = p."usageSource",
    error = p.error, first_token_ms = p."firstTokenMs", total_ms = p."totalMs", ended_at = p."endedAt"
  from jsonb_to_recordset($1::jsonb) as p(id uuid, state text, "responseText" text, "finishReason" text,
    "promptTokens" int, "completionTokens" int, "usageSource" text, error jsonb, "firstTokenMs" int, "totalMs" int,
    "endedAt" timestamptz)
  where interaction.id = p.id
    and (interaction.state = 'started' or (interaction.state = 'interrupted' and p.state <> 'started'))`;

/** What was running when Attune ended keeps its partial text and is closed. Gives how many. */
export async function interruptCalls(db: Db, startedBefore: Date | undefined, now: Date): Promise<number> {
  const done = await db
    .updateTable('interaction')
    .set({ state: 'interrupted', endedAt: now })
    .where('state', '=', 'started')
    .$if(startedBefore !== undefined, query => query.where('startedAt', '<', startedBefore!))
    .executeTakeFirst();
  return Number(done.numUpdatedRows);
}

const columns = [
  'id',
  'deploymentId',
  'apiKeyId',
  'targetKind',
  'targetId',
  'state',
  'stream',
  'request',
  'responseText',
  'finishReason',
  'promptTokens',
  'completionTokens',
  'usageSource',
  'error',
  'firstTokenMs',
  'totalMs',
  'startedAt',
  'endedAt',
] as const;

export type CallFilter = {
  deploymentId?: string;
  targetId?: string;
  state?: InteractionState;
  startedAfter?: Date;
  startedBefore?: Date;
};

/** A project's calls before the id `beforeId`, newest first. */
export async function listCalls(
  db: Db,
  projectId: string,
  filter: CallFilter,
  beforeId: string | undefined,
  limit: number,
): Promise<Call[]> {
  let query = db.selectFrom('interaction').select(columns).where('projectId', '=', projectId);
  if (filter.deploymentId) query = query.where('deploymentId', '=', filter.deploymentId);
  if (filter.targetId) query = query.where('targetId', '=', filter.targetId);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.startedAfter) query = query.where('startedAt', '>=', filter.startedAfter);
  if (filter.startedBefore) query = query.where('startedAt', '<', filter.startedBefore);
  if (beforeId) query = query.where('id', '<', beforeId);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(present);
}

export async function findCall(db: Db, projectId: string, id: string): Promise<Call | undefined> {
  const row = await db
    .selectFrom('interaction')
    .select(columns)
    .where('id', '=', id)
    .where('projectId', '=', projectId)
    .executeTakeFirst();
  return row && present(row);
}

export async function getCall(db: Db, projectId: string, id: string): Promise<Call> {
  const found = await findCall(db, projectId, id);
  if (!found) throw notFound('call', id);
  return found;
}

const present = (row: Omit<Call, 'responseId' | 'targetKind'> & { targetKind: string }): Call => ({
  ...row,
  targetKind: row.targetKind as Call['targetKind'],
  responseId: responseIdOf(row.id),
});
