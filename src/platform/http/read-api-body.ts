import { AttuneError } from './attune-error.ts';
import { assertDeclaredSize, boundBody, slowestBody } from './bounded-body.ts';

/** Deeper than anything the contract knows; a recursive reader meets no body that would exhaust its stack. */
export const deepestJson = 100;

/**
 * The request with its body read and bounded. The API takes JSON only: a form or plain text, which any page may post
 * without asking first, is refused. Throws `wrong_content_type`, `body_too_large`, `body_too_slow`, `json_too_deep`.
 */
export async function readApiBody(request: Request, mostBytes: number): Promise<Request> {
  if (request.method === 'GET' || request.method === 'HEAD' || !request.body) return request;
  assertDeclaredSize(request.headers, mostBytes);
  const text = await readText(request.body, mostBytes);
  if (text !== '' && !/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw wrongContentType();
  assertShallow(text);
  const { method, headers, signal } = request;
  return new Request(request.url, { method, headers, signal, body: text === '' ? null : text });
}

async function readText(body: ReadableStream<Uint8Array>, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of boundBody(body, { mostBytes, ...slowestBody })) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Counts brackets outside of strings; nothing is parsed, so depth costs nothing. */
export function assertShallow(text: string, deepest = deepestJson): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if (code === openBrace || code === openBracket) {
      if (++depth > deepest) throw tooDeep(deepest);
    } else if (code === closeBrace || code === closeBracket) depth--;
  }
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = Array.from('"\\{}[]', each =>
  each.charCodeAt(0),
) as [number, number, number, number, number, number];

function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === backslash) i++;
    else if (code === quote) return i;
  }
  return text.length;
}

const tooDeep = (deepest: number) =>
  new AttuneError('json_too_deep', `The JSON is nested deeper than ${deepest} levels.`, {
    remedy: 'Nothing in the API needs that: /api/openapi.json describes the shapes.',
  });

const wrongContentType = () =>
  new AttuneError('wrong_content_type', 'The body must be JSON.', {
    status: 415,
    remedy: 'Send "content-type: application/json".',
  });
