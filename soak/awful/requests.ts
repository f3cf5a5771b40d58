import type { AwfulCase, Finding, Ground } from './ground.ts';
import { type RawAnswer, rawPost, sendRaw } from './raw-request.ts';

const chatPath = '/v1/chat/completions';
const hello = [{ role: 'user', content: 'Hi' }];
const ask = (ground: Ground, more: object = {}) => ({ model: ground.remoteModel, messages: hello, ...more });
const askLocal = (ground: Ground, more: object = {}) => ({ ...ask(ground, more), model: ground.localModel });

type Refusal = { status: number; code: string; names?: string };

/** A refusal in OpenAI's shape: status, code, a sentence, and the field where one is meant. */
function findInRefusal({ status, text }: RawAnswer, due: Refusal): Finding {
  const body = /\{[^]*\}/.exec(text.slice(text.indexOf('\r\n\r\n')))?.[0] ?? '{}';
  const { error } = readJson(body) as { error?: { code?: string; message?: string; param?: string } };
  if (status !== due.status) return `was answered with ${status}, not ${due.status}: ${text.slice(0, 300)}`;
  if (error?.code !== due.code || !error.message) return `is called ${error?.code}, not ${due.code}`;
  return due.names && error.param !== due.names ? `names ${error.param}, not ${due.names}` : undefined;
}

function readJson(text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}

type Ask = (ground: Ground) => object | string | Buffer;
const bytesOf = (body: ReturnType<Ask>) =>
  typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);

const chatCase = (
  name: string,
  body: Ask,
  due: Refusal,
  headers: Record<string, string> = {},
): AwfulCase => ({
  name: `chat: ${name}`,
  async bring(ground) {
    const { origin, key } = ground.server;
    return findInRefusal(
      await sendRaw(origin, [rawPost(chatPath, key, bytesOf(body(ground)), headers)]),
      due,
    );
  },
});

/** What is odd but right is answered. */
const answeredCase = (name: string, body: Ask, headers: Record<string, string> = {}): AwfulCase => ({
  name: `chat: ${name}`,
  async bring(ground) {
    const { origin, key } = ground.server;
    const { status, text } = await sendRaw(origin, [rawPost(chatPath, key, bytesOf(body(ground)), headers)]);
    return status === 200 ? undefined : `was answered with ${status}: ${text.slice(0, 300)}`;
  },
});

const invalid = (names: string): Refusal => ({ status: 400, code: 'invalid_request', names });
const noJson: Refusal = { status: 400, code: 'invalid_json' };
const wrongType: Refusal = { status: 415, code: 'wrong_content_type' };
const unknown: Refusal = { status: 404, code: 'model_not_found' };
const picture = {
  role: 'user',
  content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } }],
};

const refused = [
  chatCase('as a form', () => 'model=desk&messages=hi', wrongType, {
    'content-type': 'application/x-www-form-urlencoded',
  }),
  chatCase('without a type', ask, wrongType, { 'content-type': '' }),
  chatCase('without a body', () => '', noJson),
  chatCase('a list', () => '[1,2,3]', invalid('body')),
  chatCase('a number', () => '17', invalid('body')),
  chatCase('JSON that stops', ground => JSON.stringify(ask(ground)).slice(0, -5), noJson),
  chatCase('NaN as a temperature', () => '{"model":"desk","temperature":NaN}', noJson),
  chatCase('packed with gzip', () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0]), noJson, {
    'content-encoding': 'gzip',
  }),
  chatCase(
    'nested a hundred thousand deep',
    ground => `{"model":"${ground.remoteModel}","messages":${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
    { status: 400, code: 'json_too_deep' },
  ),
  chatCase('nine megabytes', ground => ask(ground, { user: 'x'.repeat(9 * 2 ** 20) }), {
    status: 413,
    code: 'body_too_large',
  }),
  chatCase(
    'a model name of a megabyte',
    ground => ({ ...ask(ground), model: 'm'.repeat(2 ** 20) }),
    invalid('model'),
  ),
  chatCase('a model name that is a path', ground => ({ ...ask(ground), model: '../../etc/passwd' }), unknown),
  chatCase(
    'a model name of NULs and lone halves',
    ground => ({ ...ask(ground), model: '\0\ud800' }),
    invalid('model'),
  ),
  chatCase('no model', ground => ({ ...ask(ground), model: '' }), invalid('model')),
  chatCase('no messages', ground => ask(ground, { messages: [] }), invalid('messages')),
  chatCase('messages as a text', ground => ask(ground, { messages: 'Hi' }), invalid('messages')),
  chatCase(
    'an unknown role',
    ground => ask(ground, { messages: [{ role: 'wizard', content: 'Hi' }] }),
    invalid('messages.0.role'),
  ),
  chatCase(
    'a content that is a number',
    ground => ask(ground, { messages: [{ role: 'user', content: 17 }] }),
    invalid('messages.0.content'),
  ),
  chatCase('a picture where none is understood', ground => askLocal(ground, { messages: [picture] }), {
    status: 400,
    code: 'unsupported',
    names: 'messages.0',
  }),
  chatCase('tools where none are understood', ground => askLocal(ground, { tools: [{ type: 'function' }] }), {
    status: 400,
    code: 'unsupported',
    names: 'tools',
  }),
  chatCase(
    'more tokens than there are numbers',
    ground => ask(ground, { max_tokens: 1e300 }),
    invalid('max_tokens'),
  ),
  chatCase('fewer than no tokens', ground => ask(ground, { max_tokens: -1 }), invalid('max_tokens')),
  chatCase(
    'a temperature that is a word',
    ground => ask(ground, { temperature: 'hot' }),
    invalid('temperature'),
  ),
  chatCase('a thousand answers', ground => ask(ground, { n: 1_000 }), invalid('n')),
  chatCase('a stop that is an object', ground => ask(ground, { stop: { at: 'x' } }), invalid('stop')),
  chatCase(
    'a question longer than the model remembers',
    ground => askLocal(ground, { messages: [{ role: 'user', content: 'word '.repeat(60_000) }] }),
    { status: 400, code: 'context_length_exceeded' },
  ),
];

const answered = [
  answeredCase('lone halves and NULs in a question', ground =>
    ask(ground, { messages: [{ role: 'user', content: '\0 \ud83d \udc00 \u2028' }] }),
  ),
  answeredCase('keys that come twice', ground => `{"model":"nobody",${JSON.stringify(ask(ground)).slice(1)}`),
  answeredCase('ten thousand messages', ground =>
    ask(ground, { messages: Array.from({ length: 10_000 }, () => hello[0]) }),
  ),
  answeredCase('fields that nobody knows', ground =>
    ask(ground, { __proto__x: 1, constructor: { name: 'x' }, made_up: [[[1]]] }),
  ),
  answeredCase('who waits to be told to go on', ask, { expect: '100-continue' }),
  answeredCase('more tokens than the built-in model can write', ground =>
    askLocal(ground, { max_tokens: 2 ** 31, stop: ['.', ' '] }),
  ),
];

const status = (name: string, send: (ground: Ground) => Promise<RawAnswer>, ...due: number[]): AwfulCase => ({
  name: `door: ${name}`,
  async bring(ground) {
    const answer = await send(ground);
    return due.includes(answer.status)
      ? undefined
      : `was answered with ${answer.status}, not ${due.join(' or ')}: ${answer.text.slice(0, 200)}`;
  },
});
const raw =
  (...pieces: string[]) =>
  ({ server }: Ground) =>
    sendRaw(server.origin, pieces);

const get = (path: string, key = '') =>
  `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${key ? `authorization: Bearer ${key}\r\n` : ''}\r\n`;

const doors: AwfulCase[] = [
  status('no HTTP', raw('GARBAGE \x01\x02\r\n\r\n'), 400),
  status(
    'a header of a megabyte',
    raw(`GET /v1/models HTTP/1.1\r\nhost: x\r\nx-long: ${'h'.repeat(2 ** 20)}\r\n\r\n`),
    431,
  ),
  status(
    'two lengths that differ',
    raw(
      'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello',
    ),
    400,
  ),
  status(
    'a length and pieces at once',
    raw(
      'POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ),
    400,
  ),
  status(
    'pieces of the wrong size',
    ({ server }) =>
      sendRaw(server.origin, [
        `POST ${chatPath} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${server.key}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`,
      ]),
    400,
  ),
  {
    name: 'door: a path that climbs',
    async bring({ server }) {
      const { text } = await sendRaw(server.origin, [get('/../../../etc/passwd')]);
      return text.includes('root:') ? 'gave a file of the machine' : undefined;
    },
  },
  status('a path that climbs in code', raw(get('/assets/%2e%2e%2f%2e%2e%2fpackage.json')), 400, 404),
  status('a path that is no text', raw(get('/v1/models/%ff%fe')), 401, 404),
  status(
    'a project that is no text',
    ({ server }) => sendRaw(server.origin, [get('/api/v1/projects/%ff%fe', server.key)]),
    400,
    404,
  ),
  status(
    'a project of a NUL',
    ({ server }) => sendRaw(server.origin, [get('/api/v1/projects/%00', server.key)]),
    400,
    404,
  ),
  status(
    'a model of no text',
    ({ server }) => sendRaw(server.origin, [get('/v1/models/%ff%fe', server.key)]),
    404,
  ),
  status(
    'a name with a NUL',
    ({ server }) =>
      sendRaw(server.origin, [
        rawPost('/api/v1/projects', server.key, JSON.stringify({ slug: 'nul', name: 'a\0b' })),
      ]),
    400,
  ),
  status(
    'a search for a NUL',
    ({ server, project }) =>
      sendRaw(server.origin, [get(`/api/v1/projects/${project}/records?search=%00%ed%a0%80`, server.key)]),
    200,
    400,
  ),
  status('a method that nobody knows', raw('BREW / HTTP/1.1\r\nhost: x\r\n\r\n'), 400, 404, 405),
  status(
    'feedback about nothing',
    ({ server }) =>
      sendRaw(server.origin, [rawPost('/v1/feedback', server.key, '{"call":"no-such-call","kind":"thumb"}')]),
    400,
    404,
    422,
  ),
  status(
    'half a body, then silence',
    ({ server }) =>
      sendRaw(server.origin, [rawPost(chatPath, server.key, '{"model":', { 'content-length': '400' })]),
    408,
  ),
];
doors.at(-1)!.isLarge = true;

const left: AwfulCase[] = [
  {
    name: 'half a body, then gone',
    async bring({ server }) {
      for (let n = 0; n < 20; n++)
        await sendRaw(
          server.origin,
          [rawPost(chatPath, server.key, '{"model":', { 'content-length': '400' })],
          { pauseMs: 5, endAfter: true },
        );
      return undefined;
    },
  },
  {
    name: 'streams that their clients leave',
    async bring(ground) {
      const { server } = ground;
      const body = JSON.stringify(
        ask(ground, { stream: true, messages: [{ role: 'user', content: 'words 400' }] }),
      );
      await Promise.all(
        Array.from({ length: 30 }, (_, n) =>
          sendRaw(server.origin, [rawPost(chatPath, server.key, body)], { pauseMs: 20 * n, endAfter: true }),
        ),
      );
      return undefined;
    },
  },
];

export const requestCases = [...refused, ...answered, ...doors, ...left];
