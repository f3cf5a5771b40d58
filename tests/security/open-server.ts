import http from 'node:http';
import { Hono } from 'hono';
import { contract, createGateways, createRouter } from '#apps/server/program.ts';
import { insertApiKey } from '#platform/auth/api-keys.ts';
import type { Scope } from '#platform/auth/permissions.ts';
import { createSignInDoor } from '#platform/auth/sign-in-door.ts';
import { makeSignInLink, ownerEmail } from '#platform/auth/sign-in.ts';
import { createApi } from '#platform/http/api-handler.ts';
import { guardDoor } from '#platform/http/guard-door.ts';
import { listen } from '#platform/http/listen.ts';
import { createUpload } from '#platform/storage/upload-artifact.ts';
import { createWeb } from '#apps/server/serve-web.ts';
import type { TestServices } from '../database/test-services.ts';

export type Answer = { status: number; headers: http.IncomingHttpHeaders; text: string; json: never };
export type Knock = {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  path: string;
};

export type OpenServer = {
  origin: string;
  port: number;
  /** A request as it stands, Host and Origin included: `fetch` would not let a test write them. */
  knock(wish: Knock): Promise<Answer>;
  /** The cookie of somebody who opened a one-time link. */
  signIn(email?: string): Promise<string>;
  keyOf(wish: { userId?: string | null; projectId?: string | null; scopes: Scope[] }): Promise<string>;
  close(): Promise<void>;
};

export const installation = {
  version: 'test',
  database: 'test',
  startedAt: new Date(),
  countObjects: async () => ({}),
};

/** All doors of the program on a port of its own, in this process. */
export async function openServer(services: TestServices): Promise<OpenServer> {
  const app = new Hono();
  for (const gateway of createGateways(services)) app.route('/', gateway);
  app.route('/', createSignInDoor(services));
  app.route('/', createUpload(services));
  app.route('/', createApi(services, createRouter(installation), contract, 'test'));
  app.route('/', createWeb(services.config.runtimeDir));
  const wanted = services.config.port === 1 ? 0 : services.config.port;
  const door = await listen(guardDoor(app, services.config), { host: '127.0.0.1', port: wanted });
  const knock = (wish: Knock) => send(door.port, wish);
  return {
    origin: services.config.origin,
    port: door.port,
    knock,
    close: () => door.close(),
    signIn: async (email = ownerEmail) => {
      const { url } = await makeSignInLink(services.signIn, email);
      const answer = await knock({ path: url.slice(new URL(url).origin.length) });
      const cookies = answer.headers['set-cookie'] ?? [];
      return cookies.map(cookie => cookie.split(';')[0]).join('; ');
    },
    keyOf: async ({ userId = null, projectId = null, scopes }) => {
      const wish = { name: 'test', userId, projectId, scopes, createdBy: null };
      return (await insertApiKey(services.db, services.secret, wish)).key;
    },
  };
}

function send(port: number, { method = 'GET', headers = {}, body, path }: Knock): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method, path, headers }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text,
          json: parse(text) as never,
        });
      });
    });
    request.once('error', reject);
    request.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
