import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newId } from '#platform/database/new-id.ts';
import type { EngineEvent } from '#platform/engine/engine-port.ts';
import type { Services } from '#platform/http/services.ts';
import { getBaseModel, getModelVersion, layOutAdapter } from '#stages/models/index.ts';
import { writeRows } from '../training/run-folder.ts';

export type ScoreWish = {
  baseModelId: string;
  /** null scores the base alone. */
  modelVersionId: string | null;
  /** Artifact digest of JSONL rows {id, messages}. */
  rowsDigest: string;
  maxTokensPerRow?: number;
  signal?: AbortSignal;
  /** Rows scored of rows, the base first and then the version, in one count over both. */
  onProgress?(done: number, total: number): void;
};

/** Losses in nats per response token, the mean over `tokens`. */
export type Scores = {
  base: { loss: number };
  adapter: { loss: number } | null;
  rows: number;
  tokens: number;
};

/**
 * Held-out loss of a base and of a version on top of it. Rows are asked as the version is: with its system prompt where
 * they have no system message of their own.
 */
export async function scoreRows(services: Services, wish: ScoreWish): Promise<Scores> {
  const folder = path.join(services.config.dataDir, 'scoring', newId(services.clock()));
  await mkdir(folder, { recursive: true });
  try {
    const spec = await writeSpec(services, folder, wish);
    const said = await services.engine.run('score', [spec], {
      signal: wish.signal,
      onEvent: event => reportTo(wish, event),
    });
    const { base, adapter, rows, tokens } = said as unknown as Scores;
    return { base, adapter: adapter ?? null, rows, tokens };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The engine counts per model; people see one count. */
function reportTo({ onProgress, modelVersionId }: ScoreWish, event: EngineEvent): void {
  if (event.type !== 'progress' || !isModel(event.phase)) return;
  const [done, total] = [Number(event.done), Number(event.total)];
  const models = modelVersionId ? 2 : 1;
  onProgress?.(event.phase === 'adapter' ? total + done : done, models * total);
}

const isModel = (phase: unknown): boolean => phase === 'base' || phase === 'adapter';

async function writeSpec(services: Services, folder: string, wish: ScoreWish): Promise<string> {
  const { path: basePath, digest } = await getBaseModel(services.db, wish.baseModelId);
  const version = wish.modelVersionId
    ? await getModelVersion(services.db, null, wish.modelVersionId)
    : undefined;
  await writeRows(services, wish.rowsDigest, path.join(folder, 'rows.jsonl'), version?.systemPrompt ?? '');
  const spec = {
    protocol: 1,
    base: { path: path.resolve(services.config.runtimeDir, basePath), digest },
    adapter: version ? await layOutAdapter(services, version.files) : null,
    include_base: true,
    rows: 'rows.jsonl',
    output: 'scores.jsonl',
    max_tokens_per_row: wish.maxTokensPerRow ?? 1024,
  };
  await writeFile(path.join(folder, 'score.json'), JSON.stringify(spec));
  return path.join(folder, 'score.json');
}
