import { AttuneError } from '#platform/http/attune-error.ts';
import { getDatasetVersion, listAskableRows } from '#stages/data/index.ts';
import { completeWith } from '#stages/models/index.ts';
import type { Ports } from './ports.ts';
import { scoreArms } from './score-arms.ts';

/** What earlier stages really do for an evaluation. */
export const realPorts: Ports = {
  async listTestRows(db, projectId, datasetVersionId) {
    const version = await getDatasetVersion(db, projectId, datasetVersionId);
    if (version.state !== 'frozen') throw notFrozen(version.dataset, version.n, version.state);
    return listAskableRows(db, version.id, 'test');
  },

  async generate({ services, target, messages, sampling, signal }) {
    const { text, promptTokens, completionTokens, finishReason, totalMs } = await completeWith(
      services,
      target,
      messages,
      sampling,
      { signal },
    );
    return { text, promptTokens, completionTokens, finishReason, latencyMs: totalMs };
  },

  score: scoreArms,
};

const notFrozen = (dataset: string, n: number, state: string) =>
  new AttuneError(
    'dataset_version_not_frozen',
    `Version ${n} of ${dataset} is ${state}, so its test split is not fixed.`,
    {
      status: 409,
      fields: { dataset, n, state },
      remedy: 'Wait until the version is frozen, or choose another one.',
    },
  );
