import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Selectable } from 'kysely';
import type { EngineEvent } from '#platform/engine/engine-port.ts';
import { appendEvent } from '#platform/events/append-event.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { Services } from '#platform/http/services.ts';
import type { JobDefinition } from '#platform/jobs/jobs.ts';
import { createPace } from '#platform/jobs/pace.ts';
import { linkOrCopy } from '#platform/storage/link-or-copy.ts';
import { getBaseModel } from '../bases/base.queries.ts';
import { getModelVersion } from '../versions/model-version.queries.ts';
import { getExportForWork, updateExport } from './export.queries.ts';
import type { ExportFile, ExportWarning, ModelExportTable } from './export.tables.ts';

type ExportRow = Selectable<ModelExportTable>;

/** Lets the engine write the export into a folder of its own and takes its files into the artifact store. May run again. */
export const exportModelJob: JobDefinition<Services, { exportId: string }> = {
  name: 'models.export',
  async run(services, { exportId }, signal) {
    const row = await getExportForWork(services.db, exportId);
    if (row.state === 'done' || row.state === 'failed') return;
    await updateExport(services.db, row.id, { state: 'running' });
    const folder = path.join(services.config.dataDir, 'exports', row.id);
    try {
      await rm(folder, { recursive: true, force: true });
      await finish(services, row, await write(services, row, folder, signal));
    } catch (error) {
      if (!(error instanceof AttuneError) || signal.aborted) throw error;
      await fail(services, row, error);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  giveUp: async (services, { exportId }, error) =>
    fail(services, await getExportForWork(services.db, exportId), error),
};

type Written = { files: ExportFile[]; warnings: ExportWarning[] };

async function write(
  services: Services,
  row: ExportRow,
  folder: string,
  signal: AbortSignal,
): Promise<Written> {
  const spec = await writeSpec(services, row, folder);
  const warnings: ExportWarning[] = [];
  const note = reportTo(services, row, warnings);
  const done = await services.engine.run('export', [spec], { signal, onEvent: note });
  const files: ExportFile[] = [];
  for (const { name } of done.files as { name: string }[]) {
    const { digest, sizeBytes } = await services.store.putFile(path.join(folder, 'out', name));
    files.push({ name, digest, sizeBytes });
  }
  return { files, warnings };
}

async function writeSpec(services: Services, row: ExportRow, folder: string): Promise<string> {
  const version = await getModelVersion(services.db, row.projectId, row.modelVersionId);
  const base = await getBaseModel(services.db, version.baseModelId);
  const result = path.join(folder, 'result');
  await mkdir(result, { recursive: true });
  for (const [name, digest] of Object.entries(version.files))
    if (!name.endsWith('.gguf')) await linkOrCopy(services.store.pathOf(digest), path.join(result, name));
  const spec = {
    protocol: 1,
    base: { path: path.resolve(services.config.runtimeDir, base.path), digest: version.baseDigest },
    adapter: 'result',
    output: 'out',
    format: row.format,
    ...(row.precision ? { precision: row.precision } : {}),
    system_prompt: version.systemPrompt,
  };
  await writeFile(path.join(folder, 'export.json'), JSON.stringify(spec));
  return path.join(folder, 'export.json');
}

const tellEveryMs = 500;

/** Progress is told twice a second; warnings are kept with the export. */
function reportTo(services: Services, row: ExportRow, warnings: ExportWarning[]) {
  const isDue = createPace(tellEveryMs);
  return ({ type, code, text, done, total }: EngineEvent): void => {
    if (type === 'warning') warnings.push({ code: String(code), text: String(text) });
    if (type !== 'progress' || !isDue()) return;
    const progress = JSON.stringify({ done: Number(done), total: Number(total) });
    updateExport(services.db, row.id, { progress })
      .then(changed => (changed ? announce(services, row, 'model_export.progress') : undefined))
      .catch((error: unknown) => services.log.warn('progress of an export', { error }));
  };
}

async function finish(services: Services, row: ExportRow, { files, warnings }: Written): Promise<void> {
  const change = {
    state: 'done' as const,
    progress: null,
    files: JSON.stringify(files),
    warnings: JSON.stringify(warnings),
    endedAt: new Date(services.clock()),
  };
  await services.db.transaction().execute(async trx => {
    if (await updateExport(trx, row.id, change))
      await appendEvent(trx, row.projectId, eventOf(row, 'model_export.done'));
  });
}

async function fail(services: Services, row: ExportRow, error: AttuneError): Promise<void> {
  const { code, message, remedy } = error;
  const change = {
    state: 'failed' as const,
    progress: null,
    error: JSON.stringify({ code, message, remedy: remedy ?? null }),
    endedAt: new Date(services.clock()),
  };
  await services.db.transaction().execute(async trx => {
    if (await updateExport(trx, row.id, change))
      await appendEvent(trx, row.projectId, eventOf(row, 'model_export.failed'));
  });
}

const announce = (services: Services, row: ExportRow, kind: string): Promise<void> =>
  services.db.transaction().execute(trx => appendEvent(trx, row.projectId, eventOf(row, kind)));

const eventOf = ({ id, modelVersionId, format, precision }: ExportRow, kind: string) => ({
  kind,
  subjectKind: 'model_export',
  subjectId: id,
  payload: { modelVersionId, format, precision },
});
