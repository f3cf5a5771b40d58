import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readMembers } from '#platform/backup/read-archive.ts';
import { verifyArchive } from '#platform/backup/verify-archive.ts';
import { createArchive } from '#platform/backup/write-archive.ts';
import { inventRow } from '../../soak/invent-text.ts';
import { makeTinyBase } from '../../soak/tiny-base.ts';
import { type ServerProcess, startServerProcess } from '../end-to-end/server-process.ts';

/**
 * `node tests/upgrade/make-fixture.ts` runs a small loop on the schema of this moment and keeps its backup, less the
 * files that are large. Whoever adds a migration runs it first, at the state before it.
 */
const fixtures = path.join(import.meta.dirname, 'fixtures');
const largestFileBytes = 32 * 1024;

const folder = mkdtempSync(path.join(os.tmpdir(), 'attune-fixture-'));
chmodSync(folder, 0o755);
const server = await startServer();
try {
  await live(server);
  const file = path.join(folder, 'whole.tar');
  await run('backup', file);
  const kept = await keepSmall(file);
  console.log(`${kept}: ${statSync(kept).size} bytes`);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function startServer(): Promise<ServerProcess> {
  const dataDir = path.join(folder, 'data');
  mkdirSync(dataDir);
  makeTinyBase(path.join(folder, 'tiny'));
  // A secret that is none, for it goes into the repository.
  writeFileSync(path.join(dataDir, 'secret'), 'the secret of a fixture is none '.repeat(2));
  return startServerProcess(dataDir, { ATTUNE_MODEL_ROOTS: folder });
}

/** A little of everything that people do. */
async function live(at: ServerProcess): Promise<void> {
  await post(at, '/api/v1/models/bases', { path: path.join(folder, 'tiny'), slug: 'tiny' });
  await run('loop', 'run', writeLoop());
  const pairs = '/api/v1/projects/desk/evaluations/1/votes';
  for (const verdict of ['left', 'right', 'tie', 'skip']) {
    const { pair } = await post<{ pair: { token: string } }>(at, `${pairs}/next`);
    await post(at, pairs, { token: pair.token, verdict, dwellMs: 900 });
  }
  for (const said of [
    { kind: 'correction', corrected_text: 'It is brass through and through, as all of our lamps are.' },
    { kind: 'thumb', value: 'up' },
    { kind: 'rating', value: 60 },
  ]) {
    const messages = [{ role: 'user', content: `Is the lamp brass, and may one ${said.kind} it?` }];
    const answer = await post<{ id: string }>(at, '/v1/chat/completions', {
      model: 'desk/lamp',
      messages,
      max_tokens: 6,
    });
    await post(at, '/v1/feedback', { completion_id: answer.id, ...said });
  }
  await run('feedback', 'promote', '--accept-all');
  await run('key', 'create', 'shop', '--scopes', 'chat,feedback.write');
  const connection = {
    name: 'far',
    baseUrl: 'https://models.example.com/v1',
    model: 'far-1',
    secret: 'not a secret',
  };
  await at.api('POST', '/api/v1/projects/desk/connections', connection);
  await run('login-link');
}

function writeLoop(): string {
  const rows = Array.from({ length: 40 }, (_, n) => inventRow(`row ${n}`));
  const chinese = {
    messages: [
      { role: 'user', content: '灯冒烟怎么办?' },
      { role: 'assistant', content: '把灯芯剪短,再点一次就好了。' },
    ],
  };
  writeFileSync(
    path.join(folder, 'rows.jsonl'),
    [...rows, rows[0], 'no row', JSON.stringify(chinese)].join('\n'),
  );
  const loop = {
    name: 'desk',
    project: { slug: 'desk', name: 'Desk', languages: ['en'] },
    brief: { reason: 'tone', problem: 'It has no voice.' },
    sources: [{ name: 'file', origin: 'own', files: [{ path: 'rows.jsonl' }] }],
    dataset: { name: 'desk', recipe: { split: { train: 60, validation: 20, test: 20 } } },
    run: { name: 'desk', base: 'tiny', recipe: { max_steps: 4, threads: 1, sample: { max_new_tokens: 4 } } },
    evaluation: { name: 'desk', design: { sampling: { maxTokens: 8 } } },
    deployment: { name: 'lamp' },
  };
  const file = path.join(folder, 'loop.yaml');
  writeFileSync(file, JSON.stringify(loop));
  return file;
}

async function run(...words: string[]): Promise<void> {
  const { code, stderr } = await server.attune('--project', 'desk', ...words);
  if (code !== 0) throw new Error(`attune ${words.join(' ')} ended with ${code}: ${stderr.slice(-600)}`);
}

async function post<Body>(at: ServerProcess, url: string, body: object = {}): Promise<Body> {
  const answer = await at.api('POST', url, body);
  if (answer.status >= 300)
    throw new Error(`${url} was answered with ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body as Body;
}

async function keepSmall(file: string): Promise<string> {
  const { header, manifest } = await verifyArchive(file);
  const target = path.join(fixtures, `${header.migrations.at(-1)}.tar`);
  if (readdirSync(fixtures).includes(path.basename(target))) rmSync(target);
  const archive = await createArchive(target);
  let files = 0;
  for await (const member of readMembers(file)) {
    if (/^(index|manifest)/.test(member.name)) continue;
    if (member.name.startsWith('files/runs/') || member.sizeBytes > largestFileBytes) continue;
    files += member.name.startsWith('files/') ? 1 : 0;
    await archive.add(member.name, Buffer.concat(await Array.fromAsync(member.chunks())));
  }
  await archive.finish({ database: manifest.database, files });
  return target;
}
