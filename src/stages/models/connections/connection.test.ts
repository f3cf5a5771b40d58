import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestServices, type TestServices } from '../../../../tests/database/test-services.ts';
import { completeWith, createSseReader, modelsRouter } from '../index.ts';
import { openSecret, sealSecret } from './seal-secret.ts';

let services: TestServices;
let project: string;
let server: Server;
let baseUrl: string;
let last: { authorization?: string; body: string };

beforeAll(async () => {
  services = await createTestServices();
  project = await services.newProject();
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    last = { authorization: request.headers.authorization, body };
    if (body.includes('"broken"')) return void response.writeHead(500).end('out of memory');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(
      'data: {"choices":[{"delta":{"content":"Hel"}}]}\n\n: ping\n\ndata: {"choices":[{"delta":{"con',
    );
    response.write('tent":"lo"},"finish_reason":"stop"}]}\n\n');
    response.end(
      'data: {"choices":null,"usage":{"prompt_tokens":4,"completion_tokens":2}}\n\ndata: [DONE]\n\n',
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterAll(() => server.close());

const connections = () => services.callerOf(modelsRouter).connections;

describe('a connection', () => {
  test('answers with the tokens and the text of the other side', async () => {
    const made = await connections().create({
      project,
      name: 'remote',
      baseUrl,
      model: 'their-name',
      secret: 'sk-1',
    });
    const target = { kind: 'connection' as const, id: made.id, systemPrompt: 'Be kind.' };
    const sampling = { temperature: 0, topP: 1, maxTokens: 9, seed: 3 };
    const pieces: string[] = [];
    const onText = (piece: string) => void pieces.push(piece);
    const answer = await completeWith(services, target, [{ role: 'user', content: 'Hi' }], sampling, {
      onText,
    });
    expect(answer).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      promptTokens: 4,
      completionTokens: 2,
    });
    expect(pieces).toEqual(['Hel', 'lo']);
    expect(last.authorization).toBe('Bearer sk-1');
    expect(JSON.parse(last.body)).toMatchObject({
      model: 'their-name',
      seed: 3,
      max_tokens: 9,
      messages: [{ role: 'system' }, { role: 'user' }],
    });
    expect(await connections().check({ project, id: made.id })).toMatchObject({ ok: true, message: 'Hello' });
  });

  test('that fails says so when it is tested', async () => {
    const broken = await connections().create({ project, name: 'broken', baseUrl, model: 'broken' });
    const check = await connections().check({ project, id: broken.id });
    expect(check).toMatchObject({ ok: false, message: expect.stringContaining('500 out of memory') });
    const away = await connections().create({
      project,
      name: 'away',
      baseUrl: 'http://127.0.0.1:9/v1',
      model: 'm',
    });
    expect(await connections().check({ project, id: away.id })).toMatchObject({ ok: false });
  });

  test('keeps its secret: sealed in the database, never given out, gone when it ends', async () => {
    const made = await connections().create({
      project,
      name: 'sealed',
      baseUrl,
      model: 'm',
      secret: 'sk-very-secret',
    });
    const stored = async () =>
      (await services.pool.query('select secret from connection where id = $1', [made.id])).rows[0].secret as
        string | null;
    expect(await stored()).toMatch(/^v1\./);
    expect(JSON.stringify([made, await connections().list({ project })])).not.toContain('very-secret');
    const changed = await connections().update({ project, id: made.id, version: 1, model: 'other' });
    expect(changed).toMatchObject({ hasSecret: true, model: 'other', version: 2 });
    const late = connections().update({ project, id: made.id, version: 1, model: 'late' });
    await expect(late).rejects.toMatchObject({ code: 'version_conflict' });
    expect(await connections().remove({ project, id: made.id })).toEqual({ removed: true });
    expect(await stored()).toBeNull();
  });

  test.each(['ftp://example.org/v1', 'http://user:pass@example.org/v1', 'not a url'])(
    'does not lead to %s',
    async url => {
      const made = connections().create({ project, name: url, baseUrl: url, model: 'm' });
      await expect(made).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    },
  );
});

test('a sealed secret opens for its owner only', () => {
  const sealed = sealSecret('installation', 'owner', 'sk-ü');
  expect(openSecret('installation', 'owner', sealed)).toBe('sk-ü');
  expect(sealSecret('installation', 'owner', 'sk-ü')).not.toBe(sealed);
  for (const [secret, owner] of [
    ['other', 'owner'],
    ['installation', 'thief'],
  ] as const)
    expect(() => openSecret(secret, owner, sealed)).toThrow(/cannot be opened/);
  expect(() => openSecret('installation', 'owner', `${sealed}x`.replace('v1.', 'v1.A'))).toThrow(
    /cannot be opened/,
  );
});

test('events are read across pieces, comments skipped', () => {
  const seen: string[] = [];
  const reader = createSseReader(data => seen.push(data));
  for (const piece of ['data: 你', '好\r\n\r\n: ping\nevent: x\nda', 'ta:two\n\n'])
    reader.push(Buffer.from(piece));
  expect(seen).toEqual(['你好', 'two']);
});
