import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runAttune } from '../../soak/backup/run-attune.ts';
import { newDataDir, type ServerProcess, startServerProcess } from './server-process.ts';

/** What belongs to one data directory: one server, one platform. */
const dataDir = newDataDir();
// Root's database stays below the directory only where its unprivileged user may enter.
fs.chmodSync(dataDir, 0o755);
const copy = `${dataDir}-copy`;
const empty = newDataDir();
const servers: ServerProcess[] = [];
const start = async (...args: Parameters<typeof startServerProcess>): Promise<ServerProcess> => {
  const server = await startServerProcess(...args);
  servers.push(server);
  return server;
};
afterAll(async () => {
  for (const server of servers) await server.stop();
  for (const dir of [dataDir, copy, empty]) fs.rmSync(dir, { recursive: true, force: true });
});

const status = (server: ServerProcess, key = server.key) =>
  server.api('GET', '/api/v1/system/status', undefined, { authorization: `Bearer ${key}` });

describe('one data directory', () => {
  let first: ServerProcess;

  test('serves one server: a second refuses and names the first', { timeout: 180_000 }, async () => {
    first = await start(dataDir);
    const { name } = path.parse(fs.readdirSync(path.join(dataDir, 'servers'))[0]!);
    const { process: holder } = JSON.parse(
      fs.readFileSync(path.join(dataDir, 'servers', `${name}.json`), 'utf8'),
    );
    const refused = start(dataDir);
    await expect(refused).rejects.toThrow(
      `An Attune server runs on ${dataDir} already (process ${holder.pid}, ${first.origin})`,
    );
    expect((await status(first)).status).toBe(200);
  });

  test(
    'is backed up while its server runs, and stands in the audit trail',
    { timeout: 180_000 },
    async () => {
      const file = path.join(copy, '..', `${path.basename(dataDir)}.tar`);
      const done = await first.attune('backup', file, '--json');
      expect([done.code, JSON.parse(done.stdout)]).toMatchObject([0, { file, files: 0 }]);
      expect(fs.statSync(file).mode & 0o777).toBe(0o600);
      expect(await first.attune('backup', file)).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('is there already'),
      });
      expect(await first.attune('restore', file)).toMatchObject({
        code: 5,
        stderr: expect.stringContaining('An Attune server runs on'),
      });
      const checked = await first.attune('--lang', 'zh', 'restore', file, '--check');
      expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('备份完整')]);
      const nothing = await first.attune('--data', `${dataDir}-none`, 'backup', `${file}.2`);
      expect(fs.existsSync(`${dataDir}-none`)).toBe(false);
      expect([nothing.code, nothing.stderr]).toEqual([4, expect.stringContaining('There is no platform in')]);
      const elsewhere = await runAttune(['--data', dataDir, 'backup', `${file}.2`], {
        DATABASE_URL: 'postgresql:///x',
      });
      expect(elsewhere).toEqual({ code: 5, output: expect.stringContaining('uses its embedded database') });
      fs.rmSync(file);
    },
  );

  test('with the embedded database the work is not split', { timeout: 120_000 }, async () => {
    const split = start(empty, {}, { server: ['--roles', 'api,gateway'] });
    await expect(split).rejects.toThrow('--roles=api,gateway splits the work');
    await expect(start(empty, {}, { server: ['--roles', 'apii'] })).rejects.toThrow('no role "apii"');
  });

  test('keeps the secret it was made with', { timeout: 180_000 }, async () => {
    await first.stop();
    const other = start(dataDir, { ATTUNE_SECRET: 'x'.repeat(43) });
    await expect(other).rejects.toThrow('not the secret that the database was made with');
    first = await start(dataDir);
    expect((await status(first)).status).toBe(200);
  });

  test('copied, it is refused until it becomes a platform of its own', { timeout: 180_000 }, async () => {
    await first.stop();
    execFileSync('cp', ['-a', dataDir, copy]);
    await expect(start(copy)).rejects.toThrow(`${copy} is a copy of ${dataDir}`);

    const own = await start(copy, {}, { server: ['--adopt-copy'] });
    expect(own.key).not.toBe(first.key);
    expect((await status(own)).status).toBe(200);
    expect((await status(own, first.key)).status).toBe(401);
    await own.stop();
    await start(copy);

    const again = await start(dataDir);
    expect([again.key, (await status(again)).status]).toEqual([first.key, 200]);
  });
});
