import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '#platform/config/config.ts';
import type { BaseModel } from './base.contract.ts';

/** Bytes that a base takes on this machine; undefined where its files are not there. */
export async function measureBase(
  { runtimeDir }: Pick<Config, 'runtimeDir'>,
  base: Pick<BaseModel, 'path'>,
): Promise<number | undefined> {
  const dir = path.resolve(runtimeDir, base.path);
  const names = await readdir(dir).catch(() => undefined);
  if (!names) return undefined;
  const sizes = await Promise.all(names.map(async name => (await stat(path.join(dir, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
