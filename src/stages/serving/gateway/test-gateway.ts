import { Hono } from 'hono';
import { insertApiKey } from '#platform/auth/api-keys.ts';
import type { Scope } from '#platform/auth/permissions.ts';
import { listen } from '#platform/http/listen.ts';
import type { Services } from '#platform/http/services.ts';
import { createGateway } from './create-gateway.ts';

export type TestGateway = {
  origin: string;
  makeKey(projectId: string | null, scopes?: Scope[]): Promise<string>;
  chat(key: string, body: Record<string, unknown>, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
};

/** A gateway on a port of its own, for tests. */
export async function startTestGateway(services: Services): Promise<TestGateway> {
  const app = new Hono().route('/', createGateway(services));
  const door = await listen(app, { host: '127.0.0.1', port: 0 });
  const origin = `http://127.0.0.1:${door.port}`;
  return {
    origin,
    async makeKey(projectId, scopes = ['chat']) {
      const wish = { name: 'test', userId: null, projectId, scopes, createdBy: null };
      return (await insertApiKey(services.db, services.secret, wish)).key;
    },
    chat: (key, body, init = {}) =>
      fetch(`${origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ role: 'user', content: 'Hi' }], ...body }),
        ...init,
      }),
    close: door.close,
  };
}
