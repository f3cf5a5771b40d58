import { Readable } from 'node:stream';
import { createRouterClient } from '@orpc/server';
import { type Context, Hono } from 'hono';
import { may, notAllowed, notSignedIn } from '#platform/auth/actor.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { toOpenAiError } from '#platform/http/openai-error.ts';
import { readApiBody } from '#platform/http/read-api-body.ts';
import type { Services } from '#platform/http/services.ts';
import { fileRouter } from './file.routes.ts';
import { findKeysProject } from './find-keys-project.ts';
import type { JobWish } from './job.contract.ts';
import { jobRouter } from './job.routes.ts';
import { readUpload } from './read-upload.ts';

const router = { fineTuning: { files: fileRouter, jobs: jobRouter } };

/**
 * `/v1/files` and `/v1/fine_tuning/jobs` as OpenAI's clients call them. Keys only: no page uploads or trains in the name of
 * who is signed in. Behind it stand the guard and the transactions of every other endpoint.
 */
export function createFineTuningDoor(services: Services): Hono {
  const app = new Hono();
  const json = (work: (visit: Visit, c: Context) => Promise<object>) => async (c: Context) =>
    c.json(await work(await enter(services, c), c));
  const [files, jobs] = ['/v1/files', '/v1/fine_tuning/jobs'] as const;

  app.post(
    files,
    json(async ({ actor, project, api }, c) => {
      if (!may(actor, project, 'data.write')) throw notAllowed('data.write');
      return api.files.create({ project, ...(await readUpload(services, actor.ref, c.req.raw)) });
    }),
  );
  app.get(
    files,
    json(({ project, api }, c) => api.files.list({ ...queryOf(c), project })),
  );
  app.get(
    `${files}/:file`,
    json(({ project, api }, c) => api.files.retrieve({ file: c.req.param('file')!, project })),
  );
  app.delete(
    `${files}/:file`,
    json(({ project, api }, c) => api.files.delete({ file: c.req.param('file')!, project })),
  );
  app.get(`${files}/:file/content`, async c => {
    const { project, api } = await enter(services, c);
    const { digest, bytes, filename } = await api.files.content({ file: c.req.param('file'), project });
    return new Response(Readable.toWeb(services.store.read(digest)) as ReadableStream, {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(bytes),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      },
    });
  });
  app.post(
    jobs,
    json(async ({ project, api }, c) => api.jobs.create({ ...(await readWish(services, c)), project })),
  );
  app.get(
    jobs,
    json(({ project, api }, c) => api.jobs.list({ ...queryOf(c), project })),
  );
  app.get(
    `${jobs}/:job`,
    json(({ project, api }, c) => api.jobs.retrieve({ job: c.req.param('job')!, project })),
  );
  for (const move of ['cancel', 'pause', 'resume'] as const)
    app.post(
      `${jobs}/:job/${move}`,
      json(({ project, api }, c) => api.jobs[move]({ job: c.req.param('job')!, project })),
    );
  for (const what of ['events', 'checkpoints'] as const)
    app.get(
      `${jobs}/:job/${what}`,
      json(({ project, api }, c) => api.jobs[what]({ ...queryOf(c), job: c.req.param('job')!, project })),
    );
  app.onError((error, c) => {
    const { status, headers, body } = toOpenAiError(error, services.log);
    return c.json(body, status as 400, headers);
  });
  return app;
}

type Visit = Awaited<ReturnType<typeof enter>>;

/** Who asks, for which project, and the endpoints in their name. */
async function enter(services: Services, c: Context) {
  const authorization = c.req.header('authorization');
  const actor = await services.findActor(new Headers({ authorization: authorization ?? '' }));
  if (!actor) throw notSignedIn();
  const { id: project } = await findKeysProject(services.db, actor, c.req.header('openai-project'));
  const idempotencyKey = c.req.header('idempotency-key');
  const context = { services, actor, idempotencyKey, lastEventId: undefined, signal: c.req.raw.signal };
  return { actor, project, api: createRouterClient(router, { context }).fineTuning };
}

/** `metadata[key]=value` is how the clients write pairs. */
function queryOf(c: Context): Record<string, never> {
  const query = Object.entries(c.req.query());
  const pairs = query.flatMap(([name, value]) => {
    const key = /^metadata\[(.*)\]$/s.exec(name)?.[1];
    return key === undefined ? [] : [[key, value]];
  });
  return {
    ...Object.fromEntries(query),
    ...(pairs.length > 0 && { metadata: Object.fromEntries(pairs) }),
  } as Record<string, never>;
}

/** The contract says whether it is one. Throws `invalid_json` beside what a body may be refused for. */
async function readWish(services: Services, c: Context): Promise<JobWish> {
  const request = await readApiBody(c.req.raw, services.config.doors.largestBodyBytes);
  const body: unknown = await request.json().catch(() => undefined);
  if (body && typeof body === 'object' && !Array.isArray(body)) return body as JobWish;
  throw new AttuneError('invalid_json', 'The body is no JSON object.', {
    remedy: 'Send one JSON object with "model" and "training_file".',
  });
}
