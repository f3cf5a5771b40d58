import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { explainToolFailure } from '../explain-tool-failure.mjs';
import { formatBytes } from '../format.mjs';
import { runProgram } from '../run-program.mjs';
import { findStamp, stampMatches, writeStamp } from '../stamp.mjs';

export const name = 'web-application';
export const title = 'Web application';

/** Megabytes at most; the packages beside it are counted by their own step. */
export const findNeeds = () => [];

const sources = /\.(ts|tsx|css|html|svg)$/;

/** Built from this clone's sources, and only when they have changed since. */
export async function run({ places, env }, progress) {
  const stampFile = path.join(places.runtime, 'web.json');
  const wanted = { sources: hashSources(places.root) };
  const stamp = findStamp(stampFile);
  if (stampMatches(stamp, wanted) && fs.existsSync(path.join(places.web, 'index.html')))
    return { reused: true, summary: `${stamp.summary}, in place` };
  progress.phase('building');
  const vite = path.join(places.nodeModules, 'vite', 'bin', 'vite.js');
  const result = await runProgram(places.node, [vite, 'build'], {
    cwd: places.root,
    env: { ...env, ATTUNE_RUNTIME: places.runtime, NODE_ENV: 'production' },
  });
  if (result.code !== 0) throw explainToolFailure('vite', result, places.runtime);
  const summary = describe(places);
  writeStamp(stampFile, { ...wanted, summary });
  return { reused: false, summary };
}

function hashSources(root) {
  const hash = createHash('sha256');
  const files = fs
    .readdirSync(path.join(root, 'src'), { recursive: true })
    .filter(file => sources.test(file));
  const all = [...files.map(file => path.join('src', file)), 'package-lock.json', 'vite.config.ts'];
  for (const file of all.sort())
    hash
      .update(file)
      .update('\0')
      .update(fs.readFileSync(path.join(root, file)));
  return hash.digest('hex');
}

function describe(places) {
  const files = fs.readdirSync(places.web, { recursive: true }).filter(file => /\.(js|css)\.gz$/.test(file));
  const bytes = files.reduce((sum, file) => sum + fs.statSync(path.join(places.web, file)).size, 0);
  return `${files.length} files, ${formatBytes(bytes)} compressed, in ${path.relative(process.cwd(), places.web)}`;
}
