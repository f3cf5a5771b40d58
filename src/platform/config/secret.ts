import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeDirectoryDurably, writeDurably } from '#platform/storage/durable-file.ts';

/** The secret that the environment chooses, which no file holds. */
export const chosenSecret = (env: NodeJS.ProcessEnv = process.env): string | undefined =>
  env.ATTUNE_SECRET || undefined;

/** The secret that is there; undefined where none was made yet. */
export function findSecret(dataDir: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const chosen = chosenSecret(env);
  if (chosen) return chosen;
  const file = path.join(dataDir, 'secret');
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : undefined;
}

/** Puts a secret that comes from elsewhere (a backup) where `readSecret` finds it. */
export function keepSecret(dataDir: string, secret: string): void {
  if (chosenSecret() !== secret) writeDurably(path.join(dataDir, 'secret'), `${secret}\n`, 0o600);
}

/** The installation's secret: signs sessions, peppers keys, encrypts connection secrets. Made once, readable by its owner only. */
export function readSecret(dataDir: string, env: NodeJS.ProcessEnv = process.env): string {
  const found = findSecret(dataDir, env);
  if (found) return found;
  const secret = randomBytes(32).toString('base64url');
  makeDirectoryDurably(dataDir);
  writeDurably(path.join(dataDir, 'secret'), `${secret}\n`, 0o600);
  return secret;
}
