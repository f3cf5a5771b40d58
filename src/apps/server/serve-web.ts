import { existsSync } from 'node:fs';
import path from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono, type MiddlewareHandler } from 'hono';

/**
 * The web application as `npm run build` left it below the runtime directory. Files with a digest in their name are kept by
 * browsers for a year; every other address is a page of the application, so that links go deep. Answers every GET that
 * came so far: it is the last door.
 */
export function createWeb(runtimeDir: string): Hono {
  const root = path.join(runtimeDir, 'web');
  const app = new Hono();
  if (!existsSync(path.join(root, 'index.html'))) return app.get('/*', notBuilt);
  const files = serveStatic({ root, precompressed: true });
  app.get('/assets/*', cached('public, max-age=31536000, immutable'), files, c => c.text('Not found', 404));
  app.get('/*', cached('no-cache'), files, serveStatic({ root, path: 'index.html', precompressed: true }));
  return app;
}

const cached =
  (cacheControl: string): MiddlewareHandler =>
  async (c, next) => {
    await next();
    if (c.res.status === 200) c.header('cache-control', cacheControl);
  };

const notBuilt = (c: Context) =>
  c.text(
    'The web application is not built yet. Run: npm run setup\nThe API and the gateway work all the same.\n',
    503,
  );
