import fs from 'node:fs';
import path from 'node:path';
import { findExternalPostgres } from './find-external-postgres.mjs';
import { prepareBrowser } from './prepare-browser.mjs';
import { readPytest, readStaticCheck, readVitest } from './read-results.mjs';

/**
 * What `npm test` runs, in order. `command(places, words)` gives [program, ...arguments]; `read` turns its end into
 * {passed, failed, skipped}. `words` are what the user put after `--only NAME`.
 */
export const runners = [
  { name: 'lint', command: npmRun('lint'), read: readStaticCheck },
  { name: 'types', command: npmRun('types'), read: readStaticCheck },
  { name: 'architecture', command: npmRun('architecture'), read: readStaticCheck },
  {
    name: 'vitest',
    prepare: prepareBrowser,
    command: vitest,
    read: (result, places) => readVitest(result, takeReport(reportFile(places))),
  },
  {
    name: 'vitest-external',
    /** The tests that touch the database once more, on a server of its own version and settings where one is reachable. */
    async prepare(places, env) {
      const url = await findExternalPostgres(places, env);
      return url
        ? { env: { ATTUNE_TEST_DATABASE_URL: url } }
        : { skip: 'no PostgreSQL answers at ATTUNE_TEST_DATABASE_URL or 127.0.0.1:5432' };
    },
    command: (places, words) => vitest(places, words.length > 0 ? words : databaseTests),
    read: (result, places) => readVitest(result, takeReport(reportFile(places))),
  },
  { name: 'pytest', command: pytest, read: readPytest },
];

const databaseTests = [
  'src/platform/http',
  'src/platform/jobs',
  'src/stages/data',
  'src/stages/need',
  'src/stages/labeling',
  'src/stages/loop',
];

function npmRun(script) {
  return (places, words) => ['npm', 'run', '--silent', script, ...(words.length > 0 ? ['--', ...words] : [])];
}

function vitest(places, words) {
  const program = path.join(places.nodeModules, 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile(places)}`];
  return [places.node, program, 'run', ...reporters, ...words];
}

function pytest(places, words) {
  return [places.python, '-m', 'pytest', ...(words.length > 0 ? words : ['engine/tests'])];
}

const reportFile = places => path.join(places.runtime, `vitest-${process.pid}.json`);

function takeReport(file) {
  if (!fs.existsSync(file)) return undefined;
  const report = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.rmSync(file);
  return report;
}
