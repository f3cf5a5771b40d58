import type { IncomingMessage } from 'node:http';
import { AttuneError } from '#platform/http/attune-error.ts';

const mostBytes = 8 * 2 ** 20;

/** The JSON of a request of at most 8 MB. Throws `wrong_content_type`, `body_too_large`, `invalid_json`. */
export async function readJsonBody(incoming: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/i.test(incoming.headers['content-type'] ?? ''))
    throw new AttuneError('wrong_content_type', 'The body must be JSON.', {
      status: 415,
      remedy: 'Send "content-type: application/json".',
    });
  if (Number(incoming.headers['content-length'] ?? 0) > mostBytes) throw tooLarge();
  const text = await readText(incoming);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new AttuneError('invalid_json', `The body is no JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Reads on after the limit without keeping anything, so that the refusal reaches the client. */
function readText(incoming: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
      else reject(tooLarge());
    });
    incoming.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    incoming.once('error', reject);
    incoming.once('close', () => {
      if (!incoming.complete) reject(clientGone());
    });
  });
}

const clientGone = () => new AttuneError('client_gone', 'The client left before its request was whole.');

const tooLarge = () =>
  new AttuneError('body_too_large', `The body is larger than ${mostBytes / 2 ** 20} MB.`, {
    status: 413,
    remedy: 'Leave out older turns of the conversation.',
  });
