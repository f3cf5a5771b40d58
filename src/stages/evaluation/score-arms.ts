import type { Services } from '#platform/http/services.ts';
import type { Message } from '#stages/data/data.tables.ts';
import { getModelVersion } from '#stages/models/index.ts';
import { scoreRows } from '#stages/tuning/index.ts';
import type { HeldOutLoss } from './ports.ts';

type Request = {
  services: Services;
  baseModelId: string;
  modelVersionId: string;
  rows: { id: string; messages: Message[] }[];
  signal: AbortSignal;
  onProgress(done: number, total: number): void;
};

/** Loss of both arms on the same rows, in one go where the version stands on the baseline itself. */
export async function scoreArms({
  services,
  baseModelId,
  modelVersionId,
  rows,
  signal,
  onProgress,
}: Request): Promise<HeldOutLoss> {
  const { digest: rowsDigest } = await services.store.put(
    rows.map(row => `${JSON.stringify(row)}\n`).join(''),
  );
  const version = await getModelVersion(services.db, null, modelVersionId);
  const tuned = await scoreRows(services, {
    baseModelId: version.baseModelId,
    modelVersionId,
    rowsDigest,
    signal,
    onProgress,
  });
  const baseline =
    version.baseModelId === baseModelId
      ? tuned
      : await scoreRows(services, { baseModelId, modelVersionId: null, rowsDigest, signal, onProgress });
  return { baseline: baseline.base.loss, candidate: tuned.adapter?.loss ?? null, tokens: tuned.tokens };
}
