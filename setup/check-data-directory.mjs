import fs from 'node:fs';
import path from 'node:path';
import { dataNotWritable, newerData } from './failures.mjs';

const postgresMajor = 18;

/** Makes the data directory and refuses one that this version cannot use. The server checks the database's own version. */
export function checkDataDirectory(dir) {
  try {
    makeDirectory(dir);
    fs.accessSync(dir, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
  } catch (error) {
    throw dataNotWritable(dir, error.code === 'EACCES' ? 'permission denied' : error.message);
  }
  const found = findClusterMajor(dir);
  if (found !== undefined && found > postgresMajor)
    throw newerData({ dir, found: `PostgreSQL ${found}`, known: `PostgreSQL ${postgresMajor}` });
}

/** One level after another: Node's own recursive way never ends where the system refuses with ENOENT (/proc). */
function makeDirectory(dir) {
  if (fs.existsSync(dir)) return;
  makeDirectory(path.dirname(dir));
  fs.mkdirSync(dir);
}

function findClusterMajor(dir) {
  try {
    return Number(fs.readFileSync(path.join(dir, 'postgres', 'cluster', 'PG_VERSION'), 'utf8').trim());
  } catch {
    return undefined;
  }
}
