import { Readable } from 'node:stream';
import { Hono } from 'hono';
import { type Actor, mayAnywhere, notAllowed, notSignedIn } from '#platform/auth/actor.ts';
import { answerError } from '#platform/http/answer-error.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import { assertDeclaredSize, boundBody } from '#platform/http/bounded-body.ts';
import type { Services } from '#platform/http/services.ts';
import { storeUpload } from './artifact-grants.ts';

const pace = { silenceMs: 60_000, slowestBytesPerS: 1_000 };

/**
 * `POST /api/v1/artifacts` with the raw bytes of a file as body answers `{digest, sizeBytes}` once they are on the disk.
 * Streams up to the configured length; what a dropped or silent connection leaves is thrown away.
 */
export function createUpload(services: Services): Hono {
  const app = new Hono();
  const mostBytes = services.config.doors.largestUploadBytes;
  app.post('/api/v1/artifacts', async c => {
    const { headers, body } = c.req.raw;
    const actor = assertMayUpload(await services.findActor(headers));
    assertDeclaredSize(headers, mostBytes);
    if (!body) throw emptyUpload();
    const bytes = Readable.from(boundBody(body, { mostBytes, ...pace }), { objectMode: false });
    const sizeBytes = Number(headers.get('content-length') ?? 0);
    return c.json(await storeUpload(services, actor.ref, bytes, sizeBytes), 201);
  });
  app.onError(error => answerError(error, services.log));
  return app;
}

function assertMayUpload(actor: Actor | undefined): Actor {
  if (!actor) throw notSignedIn();
  if (!mayAnywhere(actor, 'data.write')) throw notAllowed('data.write');
  return actor;
}

const emptyUpload = () =>
  new AttuneError('empty_upload', 'The request has no body.', {
    remedy: 'Send the bytes of the file as the body.',
  });
