import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeDirectoryDurably, writeDurably } from '#platform/storage/durable-file.ts';

/** The installation's secret: signs sessions, peppers keys, encrypts connection secrets. Made once, readable by its owner only. */
export function readSecret(dataDir: string, env: NodeJS.ProcessEnv = process.env): string {
  if (env.ATTUNE_SECRET) return env.ATTUNE_SECRET;
  const file = path.join(dataDir, 'secret');
  if (fs.existsSync(file)) return fs.readFileSync(file, 'utf8').trim();
  const secret = randomBytes(32).toString('base64url');
  makeDirectoryDurably(dataDir);
  writeDurably(file, secret + '\n', 0o600);
  return secret;
}
