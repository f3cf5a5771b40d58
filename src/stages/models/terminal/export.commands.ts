import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Command } from 'commander';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Cli } from '#platform/terminal/command.ts';
import { followWork } from '#platform/terminal/follow-work.ts';
import { bytes } from '#platform/terminal/format.ts';
import { exportContract, exportFormats, type ModelExport, precisionsOf } from '../exports/export.contract.ts';
import { modelVersionContract } from '../versions/model-version.contract.ts';

const precisions = exportFormats
  .filter(format => precisionsOf[format].length > 0)
  .map(format => `${format}: ${precisionsOf[format].join(', ')}`)
  .join('; ');

/** `attune models export …`: a model version for other programs, written by the server and fetched into a folder. */
export function exportCommands(models: Command, cli: Cli): void {
  models
    .command('export <version>')
    .description(
      'Write a model version for other programs and fetch it: PEFT, Hugging Face, llama.cpp, Ollama',
    )
    .requiredOption('--format <format>', exportFormats.join(', '))
    .option('--precision <precision>', `${precisions}; the first is the usual one`)
    .option('--out <folder>', 'where to put the files; ./<version>-<format> where absent')
    .action(async (name: string, { format, precision, out }) => {
      const project = await cli.project();
      const { id } = await findVersion(cli, project, name);
      const client = cli.client(exportContract);
      const started = await client.create({ project, id, format, precision });
      const ended = await followWork(cli, {
        started,
        read: () => client.get({ project, id: started.id }),
        say: ({ state, progress }) =>
          progress ? `  ${progress.done} of ${progress.total} weights written` : `  ${state}`,
        comeBack: `attune models export ${name} --format ${format}`,
      });
      const folder = out ?? `${name}-${format}`;
      await mkdir(folder, { recursive: true });
      for (const file of ended.files) await fetchFile(cli, project, ended, file, folder);
      cli.show({ ...ended, folder }, describe);
    });
}

async function findVersion(cli: Cli, project: string, name: string) {
  const { items } = await cli.client(modelVersionContract).list({ project, limit: 500 });
  const found = items.find(each => each.name === name || each.id === name || String(each.number) === name);
  if (found) return found;
  throw new AttuneError('not_found', `There is no model version "${name}".`, {
    status: 404,
    remedy: 'attune models list shows those there are.',
  });
}

type File = ModelExport['files'][number];

/** Takes its name only when all of it is there and is what the server wrote. */
async function fetchFile(cli: Cli, project: string, made: ModelExport, file: File, folder: string) {
  const { name, digest, sizeBytes } = file;
  const address = `/api/v1/projects/${encodeURIComponent(project)}/exports/${made.id}/files/${encodeURIComponent(name)}`;
  const target = path.join(folder, path.basename(name));
  const half = `${target}.half`;
  const response = await cli.fetch(address);
  if (!response.ok || !response.body) throw await refused(response, name);
  const hash = createHash('sha256');
  let taken = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      taken += chunk.length;
      cli.progress.update(`  ${name}: ${bytes(taken)} of ${bytes(sizeBytes)}`);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body as ReadableStream), count, createWriteStream(half));
  cli.progress.done();
  if (hash.digest('hex') !== digest) {
    await rm(half, { force: true });
    throw new AttuneError('file_changed', `${name} did not arrive as it was written.`, {
      remedy: 'Run the command again.',
    });
  }
  await rename(half, target);
}

async function refused(response: Response, name: string): Promise<AttuneError> {
  const said = (await response.json().catch(() => ({}))) as { code?: string; message?: string };
  return new AttuneError(said.code ?? 'fetch_failed', said.message ?? `${name} could not be fetched.`, {
    status: response.status,
    remedy: 'Run the command again.',
  });
}

const describe = ({ files, warnings, folder }: ModelExport & { folder: string }): string =>
  [
    ...files.map(({ name, sizeBytes }) => `${path.join(folder, name)}  ${bytes(sizeBytes)}`),
    ...warnings.map(({ text }) => `note: ${text}`),
  ].join('\n');
