import type { Db } from '#platform/database/database.ts';
import type { Services } from '#platform/http/services.ts';
import type { Message } from '#stages/data/data.tables.ts';
import type { Sampling } from '#stages/models/models.tables.ts';

/** Which model answers. */
export type AnswerTarget =
  { kind: 'base'; baseModelId: string } | { kind: 'version'; modelVersionId: string };

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

export type Candidate = { id: string; name: string; baseModelId: string; baseName: string };

export type HeldOutLoss = { baseline: number | null; candidate: number | null; tokens: number };

/** What earlier stages do for an evaluation. `index.ts` wires the real ones; tests of this stage bring their own. */
export type Ports = {
  /** A tuned model version of the project; throws `not_found`. */
  getCandidate(db: Db, projectId: string, modelVersionId: string): Promise<Candidate>;
  /** The test split of a frozen dataset version in its order; throws `not_found`. */
  listTestRows(db: Db, projectId: string, datasetVersionId: string): Promise<TestRow[]>;
  generate(request: {
    services: Services;
    target: AnswerTarget;
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
  }): Promise<HeldOutLoss>;
};
