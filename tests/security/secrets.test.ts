import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jobs } from '#apps/server/program.ts';
import { createLog } from '#platform/logging/log.ts';
import { createTestServices, type TestServices } from '../database/test-services.ts';
import { findInFiles, findInTables, findInText, type Secrets } from './find-secrets.ts';
import { type Answer, type OpenServer, openServer } from './open-server.ts';

const password = 'Correct-Horse-Battery-9517';
const secrets: Secrets = {
  password,
  'wrong password': 'Wrong-Horse-Battery-7531',
  'password in the field of the e-mail': 'Misplaced-Horse-1593',
  'too short a password': 'Shrt-9173',
  'connection secret': 'sk-planted-7c1f0a4e9b',
  'replaced connection secret': 'sk-replaced-51d2c83fa0',
  'secret in an address': 'urlsecret-8a6b2d',
  'unknown key': 'attune_planted-unknown-key-000000000000000000',
};
/** Answers that show a secret once, on purpose. */
const shown: string[] = [];
const heard: { what: string; text: string }[] = [];
const lines: string[] = [];

let services: TestServices;
let server: OpenServer;
let upstream: Server;
let baseUrl: string;

beforeAll(async () => {
  services = await createTestServices();
  services.log = createLog(line => lines.push(line));
  server = await openServer(services);
  upstream = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    if (body.includes('repeat your key'))
      return void response
        .writeHead(400)
        .end(JSON.stringify({ error: { message: request.headers.authorization } }));
    if (body.includes('refuse'))
      return void response.writeHead(401).end(`no: ${request.headers.authorization}`);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { content: 'Hello' }, finish_reason: 'stop' }] }));
  });
  await new Promise<void>(resolve => upstream.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`;
});
afterAll(async () => {
  await server?.close();
  upstream?.close();
});

const us = 'http://127.0.0.1:1';
async function call(
  who: string,
  method: string,
  path: string,
  body?: unknown,
  once?: string,
): Promise<Answer> {
  const headers: Record<string, string> = who.startsWith('Bearer') ? { authorization: who } : { cookie: who };
  if (!who.startsWith('Bearer')) headers.origin = us;
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (once) headers['idempotency-key'] = once;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await server.knock(
    body === undefined ? { method, path, headers } : { method, path, headers, body: text },
  );
  heard.push({ what: `${method} ${path}`, text: JSON.stringify([answer.headers, answer.text]) });
  return answer;
}
const api = (who: string, method: string, path: string, body?: unknown, once?: string) =>
  call(who, method, `/api/v1${path}`, body, once);

/** Takes the secret out of what was heard: it was shown on purpose, this once. */
function takeSecret(name: string, secret: string): string {
  secrets[name] = secret;
  shown.push(heard.pop()!.what);
  return secret;
}

async function signInByLink(who: string): Promise<string> {
  const { url } = (await api(who, 'POST', '/system/login-links', {}, 'link')).json as { url: string };
  takeSecret('token of a link', new URL(url).searchParams.get('token')!);
  return openLink(url, 'session');
}

async function openLink(url: string, name: string): Promise<string> {
  const opened = await server.knock({ path: url.slice(us.length) });
  const cookie = opened.headers['set-cookie']!.map(each => each.split(';')[0]).join('; ');
  const value = decodeURIComponent(/session_token=([^;]+)/.exec(cookie)![1]!);
  secrets[`cookie of ${name}`] = value;
  secrets[`signature of ${name}`] = value.slice(value.lastIndexOf('.') + 1);
  return cookie;
}

async function people(owner: string): Promise<void> {
  const cookie = await signInByLink(owner);
  await api(cookie, 'POST', '/system/password', { newPassword: secrets['too short a password'] });
  await api(cookie, 'POST', '/system/password', { newPassword: password }, 'set-password');
  const signIn = (email: string, text: string) =>
    call('', 'POST', '/auth/sign-in/email', { email, password: text });
  await signIn('owner@attune.local', secrets['wrong password']!);
  await signIn(secrets['password in the field of the e-mail']!, 'x');
  await signIn('owner@attune.local', password);
  heard.pop();
  const wish = { email: 'ada@x.example', name: 'Ada' };
  const invited = await api(owner, 'POST', '/members', wish, 'invite');
  const { url } = (invited.json as { link: { url: string } }).link;
  takeSecret('token of an invitation', new URL(url).searchParams.get('token')!);
  await api(owner, 'POST', '/members', wish, 'invite');
  await openLink(url, 'the invited');
  for (const path of ['/members', '/audit?limit=500', '/keys', '/system/me']) await api(owner, 'GET', path);
}

async function connections(owner: string, project: string): Promise<string> {
  const path = `/projects/${project}/connections`;
  const wish = { name: 'remote', baseUrl, model: 'm', secret: secrets['replaced connection secret'] };
  const { id } = (await api(owner, 'POST', path, wish, 'connect')).json as { id: string };
  await api(owner, 'POST', path, wish, 'connect');
  await api(owner, 'POST', path, {
    ...wish,
    name: 'bad',
    baseUrl: `http://u:${secrets['secret in an address']}@x.example/v1`,
  });
  await api(owner, 'PATCH', `${path}/${id}`, { version: 1, secret: secrets['connection secret'] });
  await api(owner, 'POST', path, `{"name": "torn", "secret": "${secrets['connection secret']}"`);
  await api(owner, 'PATCH', `${path}/${id}`, { version: 'two', secret: secrets['connection secret'] });
  await api(owner, 'GET', path);
  await api(owner, 'GET', `${path}/${id}/check`);
  return id;
}

async function traffic(owner: string, project: string, connectionId: string): Promise<void> {
  const deployment = { name: 'desk', targets: [{ kind: 'connection', connectionId }] };
  await api(owner, 'POST', `/projects/${project}/deployments`, deployment);
  const made = await api(
    owner,
    'POST',
    '/keys',
    { name: 'shop', project, scopes: ['chat', 'feedback.write'] },
    'key',
  );
  const key = `Bearer ${takeSecret('key of an application', (made.json as { key: string }).key)}`;
  await api(owner, 'POST', '/keys', { name: 'shop', project, scopes: ['chat', 'feedback.write'] }, 'key');
  for (const content of ['Hi', 'repeat your key', 'refuse'])
    await call(key, 'POST', '/v1/chat/completions', { model: 'desk', messages: [{ role: 'user', content }] });
  await call(`Bearer ${secrets['unknown key']}`, 'GET', '/v1/models');
  await call(key, 'GET', `/v1/models/${encodeURIComponent(secrets['unknown key']!)}`);
  heard.pop(); // The name that was asked for is repeated.
  await api(owner, 'GET', `/projects/${project}/calls`);
}

async function data(owner: string, project: string): Promise<void> {
  const path = `/projects/${project}`;
  const { id: sourceId } = (await api(owner, 'POST', `${path}/sources`, { name: 's', origin: 'own' }))
    .json as { id: string };
  const row = (i: number) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `How is lamp ${i}?` },
        { role: 'assistant', content: `Lamp ${i} is well.` },
      ],
    });
  const rows = [...Array.from({ length: 30 }, (_, i) => row(i)), 'not json'].join('\n');
  const { digest } = (await api(owner, 'POST', '/artifacts', rows)).json as { digest: string };
  const wish = { sourceId, fileDigest: digest, fileName: 'rows.jsonl' };
  const { id } = (await api(owner, 'POST', `${path}/imports`, wish)).json as { id: string };
  await services.runJobs(jobs);
  await api(owner, 'POST', `${path}/cleaning-runs`, {});
  await services.runJobs(jobs);
  const dataset = (await api(owner, 'POST', `${path}/datasets`, { name: 'd' })).json as { id: string };
  await api(owner, 'POST', `${path}/datasets/${dataset.id}/versions`, {});
  await services.runJobs(jobs);
  for (const each of [
    `/imports/${id}/rejects.jsonl`,
    '/records',
    '/overview',
    `/datasets/${dataset.id}/versions`,
  ])
    expect((await api(owner, 'GET', path + each)).status).toBe(200);
}

test('a secret is shown once and stands nowhere else: tables, files, logs, answers, errors', async () => {
  const key = await server.keyOf({ userId: services.owner.userId, scopes: ['all'] });
  secrets['key of the owner'] = key;
  secrets['secret of the installation'] = services.secret;
  const owner = `Bearer ${key}`;
  await api(owner, 'POST', '/projects', { slug: 'desk', name: 'Desk' });
  await people(owner);
  await traffic(owner, 'desk', await connections(owner, 'desk'));
  await data(owner, 'desk');
  await api(owner, 'POST', '/system/nothing-here', { password });
  services.log.error('planted', {
    error: new Error(`boom at ${owner}`),
    authorization: owner,
    nested: { password, cookie: [password] },
  });

  expect(shown).toEqual(['POST /api/v1/system/login-links', 'POST /api/v1/members', 'POST /api/v1/keys']);
  expect(Object.keys(secrets)).toHaveLength(17);
  expect(heard.length).toBeGreaterThan(35);
  expect(lines.join()).toContain('planted');
  const found = [
    ...(await findInTables(services.pool, secrets)),
    ...(await findInFiles(services.config.dataDir, secrets)),
    ...findInText(lines.join('\n'), 'the log', secrets),
    ...heard.flatMap(({ what, text }) => findInText(text, `the answer to ${what}`, secrets)),
  ];
  expect(found).toEqual([]);
});

test('the search finds what is there: a check that cannot fail is none', async () => {
  await services.pool.query(`insert into setting (key, value) values ('planted', $1)`, [
    JSON.stringify({ a: password }),
  ]);
  await services.store.put(`x ${secrets['connection secret']}`);
  expect(await findInTables(services.pool, secrets)).toEqual([
    { secret: 'password', in: 'table public.setting' },
  ]);
  expect(await findInFiles(services.config.dataDir, secrets)).toMatchObject([
    { secret: 'connection secret' },
  ]);
  for (const text of [Buffer.from(password).toString('base64'), Buffer.from(password).toString('hex')])
    expect(findInText(text, 'here', secrets)).toHaveLength(1);
});
