import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWeb } from '#apps/server/serve-web.ts';
import { listen } from '#platform/http/listen.ts';

let runtimeDir: string;
let door: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  runtimeDir = mkdtempSync(path.join(tmpdir(), 'attune-web-'));
  mkdirSync(path.join(runtimeDir, 'web', 'assets'), { recursive: true });
  writeFileSync(path.join(runtimeDir, 'web', 'index.html'), 'the page');
  writeFileSync(path.join(runtimeDir, 'web', 'assets', 'app.js'), 'the script');
  writeFileSync(path.join(runtimeDir, 'secret'), 'the secret');
  door = await listen(createWeb(runtimeDir), { host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await door?.close();
  rmSync(runtimeDir, { recursive: true, force: true });
});

/** The path as it stands: `fetch` would tidy it first. */
const get = (asked: string) =>
  new Promise<string>((resolve, reject) => {
    http
      .get({ host: '127.0.0.1', port: door.port, path: asked }, response => {
        let text = '';
        response.on('data', chunk => (text += String(chunk)));
        response.on('end', () => resolve(text));
      })
      .once('error', reject);
  });

test('the pages and their files are served', async () => {
  expect(await get('/')).toBe('the page');
  expect(await get('/assets/app.js')).toBe('the script');
});

test.each([
  '/../secret',
  '/assets/../../secret',
  '/%2e%2e/secret',
  '/..%2fsecret',
  '/assets/..%2f..%2fsecret',
  '/assets/%2e%2e%2f%2e%2e%2fsecret',
  '/..%5csecret',
  '/%252e%252e%252fsecret',
  '//secret',
  '/assets//../../secret',
  '/..%00/secret',
])('%s leads to nothing outside of them', async asked => {
  expect(await get(asked)).not.toContain('the secret');
});

test('nor does a path to a directory list it', async () => {
  symlinkSync(runtimeDir, path.join(runtimeDir, 'web', 'assets', 'dir'));
  for (const asked of ['/assets', '/assets/', '/assets/dir/'])
    expect(await get(asked)).not.toContain('app.js');
});
