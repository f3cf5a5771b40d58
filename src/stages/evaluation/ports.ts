import type { Db } from '#platform/database/database.ts';
import type { Services } from '#platform/http/services.ts';
import type { Message } from '#stages/data/data.tables.ts';
import type { AnsweringModel, Sampling } from '#stages/models/index.ts';

export type GeneratedAnswer = {
  text: string;
  promptTokens: number;
  completionTokens: number;
  finishReason: string;
  latencyMs: number;
};

export type TestRow = {
  recordId: string;
  revisionId: string;
  messages: Message[];
  label: string | null;
  groupKey: string;
};

export type HeldOutLoss = { baseline: number | null; candidate: number | null; tokens: number };

/** What earlier stages do for an evaluation. `index.ts` wires the real ones; tests of this stage bring their own. */
export type Ports = {
  /** The test split of a frozen dataset version in its order; throws `not_found`. */
  listTestRows(db: Db, projectId: string, datasetVersionId: string): Promise<TestRow[]>;
  generate(request: {
    services: Services;
    target: AnsweringModel;
    messages: Message[];
    sampling: Sampling;
    signal: AbortSignal;
  }): Promise<GeneratedAnswer>;
  /** Mean loss per response token of both arms, in nats. */
  score(request: {
    services: Services;
    baseModelId: string;
    modelVersionId: string;
    rows: { id: string; messages: Message[] }[];
    signal: AbortSignal;
    onProgress(done: number, total: number): void;
  }): Promise<HeldOutLoss>;
};
