import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import errors from '#apps/web/messages/errors.zh.ts';

/** Where errors are made that no page meets: the command line, set-up of a process, backups. */
const elsewhere =
  /^(apps\/cli|apps\/server|platform\/(backup|config|database|installation|terminal)|.*\/terminal)\/|\/cli\.ts$|platform\/http\/(listen|client-address)\.ts$/;

function codesOfPages(): Map<string, string> {
  const codes = new Map<string, string>();
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || /\.test\.ts$|\/test-/.test(file) || elsewhere.test(file)) continue;
    const text = readFileSync(path.join('src', file), 'utf8');
    for (const [, code] of text.matchAll(/new AttuneError\(\s*'([a-z_]+)'/g)) codes.set(code!, file);
  }
  return codes;
}

test('every error that a page can meet says in Chinese what happened', () => {
  const codes = codesOfPages();
  expect(codes.size).toBeGreaterThan(60);
  const missing = [...codes].filter(([code]) => !(code in errors)).map(([code, file]) => `${code} (${file})`);
  expect(missing).toEqual([]);
});

test('every sentence is Chinese and ends', () => {
  for (const [code, { message }] of Object.entries(errors))
    expect([code, message]).toEqual([code, expect.stringMatching(/[\u4e00-\u9fff][^]*[。}]$/)]);
});
