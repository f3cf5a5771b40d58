import { appendAudit } from '#platform/auth/audit.ts';
import { newId } from '#platform/database/new-id.ts';
import { AttuneError } from '#platform/http/attune-error.ts';
import type { RequestContext } from '#platform/http/context.ts';
import { getModelVersion } from '../versions/model-version.queries.ts';
import type { ModelVersion } from '../versions/model-version.contract.ts';
import { exportModelJob } from './export-model.job.ts';
import { type ExportFormat, type ModelExport, precisionsOf } from './export.contract.ts';
import { findExport, getExport, insertExport } from './export.queries.ts';
import { isSoftPrompt } from './is-soft-prompt.ts';

type Wish = { id: string; format: ExportFormat; precision?: ModelExport['precision'] };

/** A version never changes, so neither does an export: who asks again gets the one that is there. */
export async function requestExport(context: RequestContext, wish: Wish) {
  const { db, project, actor, services } = context;
  const version = await getModelVersion(db, project.id, wish.id);
  const { format } = wish;
  const precision = choosePrecision(format, wish.precision ?? null);
  assertExportable(version, format);
  const found = await findExport(db, { modelVersionId: version.id, format, precision });
  if (found) return found;
  const id = newId(services.clock());
  await insertExport(db, {
    id,
    projectId: project.id,
    modelVersionId: version.id,
    format,
    precision,
    state: 'queued',
    progress: null,
    files: '[]',
    warnings: '[]',
    error: null,
    createdBy: actor.ref,
    endedAt: null,
  });
  await appendAudit(db, {
    actor: actor.ref,
    action: 'model.exported',
    projectId: project.id,
    subjectKind: 'model_version',
    subjectId: version.id,
    detail: { name: version.name, format, precision },
  });
  await services.jobs.enqueue(db, exportModelJob, { exportId: id });
  return getExport(db, project.id, id);
}

function choosePrecision(format: ExportFormat, wanted: ModelExport['precision']): ModelExport['precision'] {
  const known: readonly string[] = precisionsOf[format];
  if (wanted === null) return precisionsOf[format][0] ?? null;
  if (known.includes(wanted)) return wanted;
  throw new AttuneError('precision_unknown', `${format} is not written in ${wanted}.`, {
    status: 422,
    fields: { precision: wanted },
    remedy: known.length > 0 ? `Choose one of: ${known.join(', ')}.` : 'Leave the precision out.',
  });
}

/** Said before minutes are spent. */
function assertExportable(version: ModelVersion, format: ExportFormat): void {
  if (format === 'adapter' || !isSoftPrompt(version)) return;
  throw new AttuneError(
    'export_unsupported',
    `${version.name} is a soft prompt: there is no merged model of it.`,
    {
      status: 422,
      fields: { format },
      remedy: 'Export the adapter, and serve it with the Python engine or with PEFT.',
    },
  );
}
