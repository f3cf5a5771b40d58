import { readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostgresHome } from '#platform/database/postgres-home.ts';
import { newDataDir, type ServerProcess, startServerProcess } from '../end-to-end/server-process.ts';
import { findInInstallation, type Secrets } from './find-secrets.ts';

let server: ServerProcess;
const secrets: Secrets = {};
const log = () => readFileSync(path.join(server.dataDir, 'server.log'), 'utf8');
const dataFile = (name: string) => path.join(server.dataDir, name);

beforeAll(async () => {
  server = await startServerProcess(newDataDir());
}, 60_000);
afterAll(async () => {
  await server?.stop();
  if (!server) return;
  const { clusterDir } = findPostgresHome(server.dataDir);
  for (const dir of [server.dataDir, path.dirname(clusterDir)]) rmSync(dir, { recursive: true, force: true });
});

describe('a server as it is started', () => {
  test('greets with a link that signs its owner in once', async () => {
    const link = /http\S+magic-link\S+/.exec(log())![0];
    const opened = await fetch(link, { redirect: 'manual' });
    expect(opened.status).toBe(302);
    const cookie = opened.headers
      .getSetCookie()
      .map(each => each.split(';')[0])
      .join('; ');
    const me = await fetch(`${server.origin}/api/v1/system/me`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({ organizationRole: 'owner' });
    const again = await fetch(link, { redirect: 'manual' });
    expect(again.headers.get('location')).toContain('error=INVALID_TOKEN');
  });

  test('keeps its secret and the key of its terminal for its own user only', () => {
    for (const name of ['secret', 'cli.json']) expect(statSync(dataFile(name)).mode & 0o077).toBe(0);
  });

  test('manages people, keys and the trail from the terminal', { timeout: 60_000 }, async () => {
    const attune = async (words: string) => {
      const done = await server.attune(...words.split(' '), '--json');
      expect(done.stderr).toBe('');
      return JSON.parse(done.stdout) as never;
    };
    await server.api('POST', '/api/v1/projects', { slug: 'desk', name: 'Desk' });
    const invited: { link: { url: string } } = await attune(
      'member invite ada@x.example --name Ada --in desk:annotator',
    );
    secrets['token of an invitation'] = new URL(invited.link.url).searchParams.get('token')!;
    const made: { key: string; id: string } = await attune('key create shop --scopes chat --days 7');
    secrets['key of an application'] = made.key;
    const models = () =>
      fetch(`${server.origin}/v1/models`, { headers: { authorization: `Bearer ${made.key}` } });
    expect((await models()).status).toBe(200);
    expect((await server.api('DELETE', `/api/v1/keys/${made.id}`)).body).toEqual({ revoked: true });
    expect((await models()).status).toBe(401);
    expect(await attune('member remove ada@x.example')).toMatchObject({ removed: true });
    const { items }: { items: { action: string; actorName: string }[] } = await attune('audit --limit 5');
    expect(items.map(entry => entry.action)).toEqual([
      'member.remove',
      'key.revoke',
      'key.create',
      'member.invite',
      'project.create',
    ]);
    expect(items[0]!.actorName).toBe('Owner');
  });

  test('leaves no secret in any other file of its data directory, the database’s own files included', async () => {
    secrets['secret of the installation'] = readFileSync(dataFile('secret'), 'utf8').trim();
    secrets['key of the terminal'] = server.key;
    expect(Object.keys(secrets)).toHaveLength(4);
    expect(await findInInstallation(server.dataDir, secrets)).toEqual([]);
  });
});
