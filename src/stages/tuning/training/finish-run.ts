import type { Db } from '#platform/database/database.ts';
import { nextNumber } from '#platform/database/next-number.ts';
import { addEdges } from '#platform/lineage/lineage.ts';
import { findModelVersionOfRun, insertModelVersion } from '#stages/models/index.ts';
import { dataSetsOf } from '../runs/mixture-of-run.ts';
import { moveRun } from '../runs/move-run.ts';
import type { Preflight } from '../runs/run.contract.ts';
import type { RunRow } from '../runs/run.queries.ts';
import type { KeptAdapter } from './keep-adapter.ts';

/** Support answers are short and should stay close to what was learned. */
const sampling = { temperature: 0.7, topP: 0.9, maxTokens: 512, seed: null };

/** In one transaction: the model version, where it came from, and the run's end. A second time it finds the first. */
export async function finishRun(db: Db, run: RunRow, kept: KeptAdapter, endedAt: Date): Promise<RunRow> {
  if (run.state === 'cancelling') return moveRun(db, run, 'finish', { endedAt });
  const found = await findModelVersionOfRun(db, run.id);
  const modelVersionId = found?.id ?? (await makeVersion(db, run, kept));
  const node = { kind: 'run', id: run.id };
  await addEdges(db, run.projectId, [
    ...dataSetsOf(run).map(({ version }) => ({
      from: { kind: 'dataset_version', id: version },
      to: node,
      relation: 'trained',
    })),
    { from: { kind: 'base_model', id: run.baseModelId }, to: node, relation: 'start of' },
    { from: node, to: { kind: 'model_version', id: modelVersionId }, relation: 'made' },
  ]);
  return moveRun(db, run, 'finish', { modelVersionId, endedAt });
}

async function makeVersion(db: Db, run: RunRow, { adapterDigest, files }: KeptAdapter): Promise<string> {
  const n = await nextNumber(db, run.projectId, `model_version of ${run.name}`);
  const version = await insertModelVersion(db, {
    projectId: run.projectId,
    name: `${run.name}-v${n}`,
    baseModelId: run.baseModelId,
    baseDigest: (run.config.base as { digest: string }).digest,
    adapterDigest,
    files,
    templateDigest: (run.preflight as Preflight).template.digest,
    systemPrompt: run.systemPrompt,
    sampling,
    runId: run.id,
  });
  return version.id;
}
