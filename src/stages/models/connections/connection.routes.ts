import { implement } from '@orpc/server';
import { isAdministrator } from '#platform/auth/actor.ts';
import { appendAudit } from '#platform/auth/audit.ts';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError, notFound, versionConflict } from '#platform/http/attune-error.ts';
import { assertReachable, type Reach } from '#platform/http/guarded-lookup.ts';
import { guard, type IncomingContext } from '#platform/http/implement-contract.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { askConnection } from './ask-connection.ts';
import { type Connection, type ConnectionCheck, connectionContract } from './connection.contract.ts';
import {
  findConnection,
  insertConnection,
  listConnections,
  revokeConnection,
  updateConnection,
} from './connection.queries.ts';
import { sealSecret } from './seal-secret.ts';

const api = implement(connectionContract).$context<IncomingContext>().use(guard);

export const connectionRouter = api.router({
  list: api.list.handler(async ({ context }) => ({
    items: await listConnections(context.db, context.project.id),
  })),
  create: api.create.handler(async ({ context, input }) => {
    const { name, baseUrl, model } = input;
    const reach = reachOf(context, baseUrl);
    const id = newId();
    const secret = seal(context.services.secret, id, input.secret) ?? null;
    const made = await insertConnection(context.db, {
      id,
      projectId: context.project.id,
      name,
      baseUrl,
      model,
      secret,
      reach,
    });
    if (!made) throw nameTaken(name);
    await audit(context, 'connection.create', id, { name, baseUrl, model, reach });
    return made;
  }),
  update: api.update.handler(async ({ context, input }) => {
    const { id, version, baseUrl, model } = input;
    const before = await findConnection(context.db, context.project.id, id);
    if (!before) throw notFound('connection', id);
    if (baseUrl !== undefined && input.secret === undefined) assertSameHost(before, baseUrl);
    const reach = baseUrl === undefined ? undefined : reachOf(context, baseUrl);
    const secret = seal(context.services.secret, id, input.secret);
    const changed = await updateConnection(context.db, context.project.id, id, version, {
      baseUrl,
      model,
      secret,
      reach,
    });
    if (!changed) throw await missed(context, id);
    await audit(context, 'connection.update', id, {
      baseUrl,
      model,
      reach,
      secret: input.secret !== undefined,
    });
    return changed;
  }),
  remove: api.remove.handler(async ({ context, input }) => {
    const now = new Date(context.services.clock());
    const removed = await revokeConnection(context.db, context.project.id, input.id, now);
    if (removed) await audit(context, 'connection.remove', input.id, {});
    return { removed };
  }),
  check: api.check.handler(async ({ context, input }) => {
    if (!(await findConnection(context.db, context.project.id, input.id)))
      throw notFound('connection', input.id);
    return check(context, input.id);
  }),
});

/** Owner and admin may lead a connection into private networks, where vLLM and Ollama live; others may not. */
function reachOf({ actor }: RequestContext, baseUrl: string): Reach {
  const reach = isAdministrator(actor) ? 'private' : 'public';
  assertReachable(new URL(baseUrl), reach);
  return reach;
}

/** Whoever may change a connection may not read its secret, so they may not have it sent elsewhere either. */
function assertSameHost(before: Connection, baseUrl: string): void {
  if (!before.hasSecret || new URL(before.baseUrl).origin === new URL(baseUrl).origin) return;
  throw new AttuneError(
    'secret_needed',
    'The stored secret was entered for another host and is not sent to this one.',
    {
      status: 409,
      fields: { id: before.id },
      remedy: 'Send the secret for the new address along, or null for none.',
    },
  );
}

const shortAnswer = { temperature: 0, topP: 1, maxTokens: 8, seed: null };

/** What goes wrong is the answer, not an error of this endpoint. */
async function check({ services, signal }: IncomingContext, id: string): Promise<ConnectionCheck> {
  const hello = [{ role: 'user' as const, content: 'Say hello.' }];
  const limit = AbortSignal.any([signal, AbortSignal.timeout(20_000)]);
  try {
    const { text, totalMs } = await askConnection(services, id, hello, shortAnswer, { signal: limit });
    const ok = text !== '' && !limit.aborted;
    return {
      ok,
      latencyMs: Math.round(totalMs),
      message: ok ? text : 'It answered nothing within 20 seconds.',
    };
  } catch (error) {
    if (!(error instanceof AttuneError)) throw error;
    return { ok: false, latencyMs: 0, message: error.message };
  }
}

/** Undefined leaves the secret as it is, null takes it away. */
const seal = (installationSecret: string, id: string, secret: string | null | undefined) =>
  secret ? sealSecret(installationSecret, id, secret) : secret;

async function missed(context: RequestContext, id: string): Promise<AttuneError> {
  const current = await findConnection(context.db, context.project.id, id);
  return current ? versionConflict('connection', id, current.version) : notFound('connection', id);
}

const audit = (context: RequestContext, action: string, subjectId: string, detail: Record<string, unknown>) =>
  appendAudit(context.db, {
    actor: context.actor.ref,
    action,
    projectId: context.project.id,
    subjectKind: 'connection',
    subjectId,
    detail,
  });

const nameTaken = (name: string) =>
  new AttuneError('name_taken', `There is or was a connection "${name}" in this project.`, {
    status: 409,
    fields: { name },
    remedy: 'Give it another name.',
  });
