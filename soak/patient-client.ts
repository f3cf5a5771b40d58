import { setTimeout as sleep } from 'node:timers/promises';
import type { LivingServer } from './living-server.ts';

export type Answer<Body> = { status: number; body: Body };

/**
 * An application that does not give up: what a kill cut off is sent again with the same Idempotency-Key until somebody
 * answers. Only what it was answered counts as acknowledged.
 */
export type PatientClient = {
  call<Body>(method: string, path: string, body?: unknown, key?: string): Promise<Answer<Body>>;
  upload(content: string): Promise<string>;
};

const retryMs = 50;

export function createPatientClient(server: LivingServer): PatientClient {
  const untilAnswered = async (path: string, init: (key: string) => RequestInit) => {
    for (;;) {
      const { origin, key } = await server.current();
      try {
        const response = await fetch(origin + path, init(key));
        const text = await response.text();
        if (response.status !== 503) return { status: response.status, body: JSON.parse(text) as never };
      } catch (error) {
        // Nothing but a lost connection is for trying again.
        if (!(error instanceof TypeError)) throw error;
      }
      await sleep(retryMs);
    }
  };
  return {
    call: (method, path, body, idempotencyKey) =>
      untilAnswered(path.startsWith('/v1/') ? path : `/api/v1${path}`, key => ({
        method,
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
          ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })),
    async upload(content) {
      const answer = await untilAnswered('/api/v1/artifacts', key => ({
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: content,
      }));
      return (answer.body as { digest: string }).digest;
    },
  };
}
