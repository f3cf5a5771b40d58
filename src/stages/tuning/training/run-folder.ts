import { createReadStream } from 'node:fs';
import { access, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Services } from '#platform/http/services.ts';
import { makeDirectoryDurably } from '#platform/storage/durable-file.ts';
import { linkOrCopy, takeName } from '#platform/storage/link-or-copy.ts';
import { mixtureOf } from '../runs/mixture-of-run.ts';
import { withSystemPrompt } from './with-system-prompt.ts';

export type FolderContent = {
  /** The whole run.json less its paths. */
  config: { base: { digest: string } } & Record<string, unknown>;
  basePath: string;
  systemPrompt: string;
  /** Of every data set, in the order of the mixture where there are several. */
  rows: RowFiles[];
};

/** Artifact digests; no validation rows = null. */
export type RowFiles = { train: string; validation: string | null };

export const runFolderOf = (services: Pick<Services, 'config'>, directory: string): string =>
  path.join(services.config.dataDir, directory);

/**
 * Makes a run's folder as the engine wants it. May be called again: what is there stays, because a resumed run is
 * refused when anything it was started with changed. `run.json` comes last, so a folder that has one is whole.
 */
export async function writeRunFolder(
  services: Services,
  folder: string,
  content: FolderContent,
): Promise<void> {
  const spec = path.join(folder, 'run.json');
  if (await exists(spec)) return;
  makeDirectoryDurably(folder);
  const { config, basePath, rows, systemPrompt } = content;
  const mixture = mixtureOf(content);
  const files = rows.map(({ validation }, at) => {
    const before = mixture ? `task-${at + 1}-` : '';
    return { train: `${before}train.jsonl`, validation: validation && `${before}validation.jsonl` };
  });
  for (const [at, { train, validation }] of rows.entries()) {
    await writeRows(services, train, path.join(folder, files[at]!.train), systemPrompt);
    if (validation)
      await writeRows(services, validation, path.join(folder, files[at]!.validation!), systemPrompt);
  }
  const base = { ...config.base, path: path.resolve(services.config.runtimeDir, basePath) };
  const data = mixture
    ? {
        ...mixture,
        tasks: mixture.tasks.map(({ name, weight }, at) => ({ name, weight, ...files[at]! })),
      }
    : files[0];
  await writeWhole(spec, JSON.stringify({ ...config, base, data }, null, 2));
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/** Rows that need nothing are the artifact itself, linked where the file system can. Throws `not_found` without it. */
export async function writeRows(
  services: Services,
  digest: string,
  target: string,
  systemPrompt: string,
): Promise<void> {
  if (await exists(target)) return;
  await services.store.size(digest);
  if (systemPrompt === '') return linkOrCopy(services.store.pathOf(digest), target);
  const lines = (await readFile(services.store.pathOf(digest), 'utf8'))
    .split('\n')
    .filter(line => line !== '');
  await writeWhole(target, lines.map(line => `${withSystemPrompt(line, systemPrompt)}\n`).join(''));
}

async function writeWhole(target: string, text: string): Promise<void> {
  const half = `${target}.half`;
  await writeFile(half, text, { flush: true });
  await takeName(half, target);
}

/** Tells which of a run's checkpoints the engine has not dropped for newer or better ones. */
export async function findKept(folder: string): Promise<(checkpoint: string) => boolean> {
  const names = new Set(await readdir(path.join(folder, 'checkpoints')).catch(() => []));
  return checkpoint => names.has(path.basename(checkpoint));
}

/** The first rows of a JSONL file. */
export async function readFirstRows(file: string, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  const input = createReadStream(file);
  for await (const line of createInterface({ input })) {
    if (line !== '') rows.push(JSON.parse(line) as Row);
    if (rows.length >= count) break;
  }
  input.destroy();
  return rows;
}

export type Row = { id: string; messages: { role: 'system' | 'user' | 'assistant'; content: string }[] };
