import { Readable } from 'node:stream';
import { Hono } from 'hono';
import { type Actor, isAdministrator, notAllowed, notSignedIn } from '#platform/auth/actor.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';

/**
 * `POST /api/v1/artifacts` with the raw bytes of a file as body answers `{digest, sizeBytes}` once they are on the disk.
 * Streams of any length; what a dropped connection leaves is thrown away.
 */
export function createUpload(services: Services): Hono {
  const app = new Hono();
  app.post('/api/v1/artifacts', async c => {
    try {
      assertMayUpload(await services.findActor(c.req.raw.headers));
      const body = c.req.raw.body;
      if (!body)
        throw new AttuneError('empty_upload', 'The request has no body.', {
          remedy: 'Send the bytes of the file as the body.',
        });
      return c.json(await services.store.put(Readable.fromWeb(body as never)), 201);
    } catch (error) {
      if (!(error instanceof AttuneError)) throw error;
      const { code, status, message, remedy, fields } = error;
      return c.json({ code, status, message, data: { remedy, ...fields } }, status as 400);
    }
  });
  return app;
}

function assertMayUpload(actor: Actor | undefined): void {
  if (!actor) throw notSignedIn();
  if (actor.scopes && !actor.scopes.includes('all') && !actor.scopes.includes('data.write'))
    throw notAllowed('data.write');
  const builds = [...actor.projectRoles.values()].some(role => role === 'manager' || role === 'engineer');
  if (actor.userId && !isAdministrator(actor) && !builds) throw notAllowed('data.write');
}
