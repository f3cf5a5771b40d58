import { globSync, readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';

const sources = globSync('src/stages/**/*.ts').filter(file => !/\.test\.ts$|\/web\/|test-/.test(file));

/** Whatever calls appendEvent, straight or through a function of its own, names the kind in its file. */
const kindsOf = (text: string): string[] =>
  text.includes('appendEvent(') ? [...text.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, kind]) => kind!) : [];

const nouns = new Set(
  sources
    .flatMap(file => [...readFileSync(file, 'utf8').matchAll(/kind: [`']([a-z_]+)\./g)])
    .map(([, noun]) => noun!),
);

test('whatever happens in a project makes some page read again', async () => {
  vi.stubGlobal('location', { origin: 'http://127.0.0.1' });
  const { staleBy } = await import('./stale-by.ts');
  const kinds = sources.flatMap(file => kindsOf(readFileSync(file, 'utf8')));
  const events = [...new Set(kinds)].filter(kind => nouns.has(kind.split('.')[0]!));
  expect(events).toContain('dataset_version.frozen');
  expect(events.length).toBeGreaterThan(15);
  expect(events.filter(kind => staleBy(kind).length === 0)).toEqual([]);
});
