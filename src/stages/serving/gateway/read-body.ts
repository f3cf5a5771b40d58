import type { IncomingMessage } from 'node:http';
import { AttuneError } from '#platform/http/attune-error.ts';
import { bodyTooSlow, slowestBody } from '#platform/http/bounded-body.ts';
import { assertShallow } from '#platform/http/read-api-body.ts';

const mostBytes = 8 * 2 ** 20;
const mostPassedBytes = 64 * 2 ** 20;

/**
 * The JSON of a request of at most 8 MB. Throws `wrong_content_type`, `body_too_large`, `body_too_slow`, `json_too_deep`,
 * `invalid_json`.
 */
export async function readJsonBody(incoming: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(incoming.headers['content-type'] ?? ''))
    throw new AttuneError('wrong_content_type', 'The body must be JSON.', {
      status: 415,
      remedy: 'Send "content-type: application/json".',
    });
  const text = await readText(incoming);
  assertShallow(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AttuneError('invalid_json', `The body is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/**
 * What is beyond the limit is read and thrown away, and refused at its end: a connection that is closed on bytes nobody
 * read takes the refusal with it. Somebody who sends on and on is cut off.
 */
function readText(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const pace = watchPace(() => size, reject);
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
      else if (size > mostPassedBytes) incoming.destroy();
    });
    incoming.once('end', () => {
      clearInterval(pace);
      if (size > mostBytes) reject(tooLarge());
      else resolve(Buffer.concat(chunks).toString('utf8'));
    });
    incoming.once('error', reject);
    incoming.once('close', () => {
      clearInterval(pace);
      if (!incoming.complete) reject(clientGone());
    });
  });
}

/** Gives a body up that brings less in a while than any connection does. */
function watchPace(size: () => number, giveUp: (error: Error) => void): NodeJS.Timeout {
  const { silenceMs, slowestBytesPerS } = slowestBody;
  const startMs = performance.now();
  let before = 0;
  return setInterval(() => {
    const tookMs = performance.now() - startMs;
    const isSlow = size() === before || size() < (slowestBytesPerS * tookMs) / 1_000;
    before = size();
    if (isSlow) giveUp(bodyTooSlow(tookMs));
  }, silenceMs).unref();
}

const clientGone = () => new AttuneError('client_gone', 'The client left before its request was whole.');

const tooLarge = () =>
  new AttuneError('body_too_large', `The body is larger than ${mostBytes / 2 ** 20} MB.`, {
    status: 413,
    remedy: 'Leave out older turns of the conversation.',
  });
