import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from 'pg';
import { findPostgresHome } from '#platform/database/postgres-home.ts';

/** Where a secret was found: never the secret itself, so that a failing test does not print it. */
export type Found = { secret: string; in: string };
export type Secrets = Record<string, string>;

/** As it stands, and in the dresses that code puts on text. */
const dressesOf = (secret: string): string[] => [
  ...new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ]),
];

export function findInText(text: string, where: string, secrets: Secrets): Found[] {
  return Object.entries(secrets)
    .filter(([, secret]) => dressesOf(secret).some(dress => text.includes(dress)))
    .map(([name]) => ({ secret: name, in: where }));
}

/** Every row of every table of a database, as text. */
export async function findInTables(pool: Pool, secrets: Secrets): Promise<Found[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const found: Found[] = [];
  for (const { name } of rows) {
    const all = await pool.query<{ text: string }>(`select t::text as text from ${name} t`);
    found.push(...findInText(all.rows.map(row => row.text).join('\n'), `table ${name}`, secrets));
  }
  return found;
}

/** Every file of an installation but those two that hold secrets on purpose; its database's own files too, wherever they are. */
export async function findInInstallation(dataDir: string, secrets: Secrets): Promise<Found[]> {
  const { clusterDir } = findPostgresHome(path.resolve(dataDir));
  const here = await findInFiles(dataDir, secrets, ['secret', 'cli.json']);
  const isInside = clusterDir.startsWith(path.resolve(dataDir) + path.sep);
  return isInside ? here : [...here, ...(await findInFiles(clusterDir, secrets))];
}

/** Every file below a directory but those that hold secrets on purpose, byte by byte. */
export async function findInFiles(
  dir: string,
  secrets: Secrets,
  except: readonly string[] = [],
): Promise<Found[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
  const found: Found[] = [];
  for (const file of files) {
    const name = path.relative(dir, file);
    if (!except.includes(name)) found.push(...(await findInFile(file, name, secrets)));
  }
  return found;
}

const longestDress = 1_000;

/** A running database takes files away while they are looked at: what is gone holds nothing. */
async function findInFile(file: string, name: string, secrets: Secrets): Promise<Found[]> {
  return readThrough(file, name, secrets).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function readThrough(file: string, name: string, secrets: Secrets): Promise<Found[]> {
  const found = new Map<string, Found>();
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'latin1', highWaterMark: 2 ** 20 })) {
    const text = rest + String(chunk);
    for (const each of findInText(text, name, secrets)) found.set(each.secret, each);
    rest = text.slice(-longestDress);
  }
  return [...found.values()];
}
