import { AttuneError } from '#platform/http/attune-error.ts';
import type { DatasetVersion } from '#stages/data/datasets/dataset.contract.ts';
import { fileOfObjective, type Objective, type RowKind } from '#stages/data/index.ts';
import type { RowFiles } from '../training/run-folder.ts';
import type { LeftOut } from './run.contract.ts';

/** The kinds of row that an objective learns from. A pair is two judged answers to kto. */
const learned: Record<Objective, readonly RowKind[]> = {
  sft: ['conversation'],
  dpo: ['pair'],
  kto: ['judged', 'pair'],
};

/** The files that a run of this objective reads. Throws where the version is not frozen or holds no such rows. */
export function rowsOf(version: DatasetVersion, objective: Objective): RowFiles {
  const { id, state, files, facts } = version;
  if (state !== 'frozen')
    throw new AttuneError(
      'dataset_not_frozen',
      `The dataset version is ${state}; a run needs a frozen one.`,
      {
        status: 409,
        fields: { datasetVersionId: id },
        remedy: state === 'building' ? 'Wait until it is frozen.' : 'Freeze a new version of the dataset.',
      },
    );
  const train = files[fileOfObjective('train', objective)];
  if (!train || countLearned(facts, objective, 'train') === 0) throw noRows(version, objective);
  const hasValidation = countLearned(facts, objective, 'validation') > 0;
  return { train, validation: (hasValidation && files[fileOfObjective('validation', objective)]) || null };
}

type Facts = DatasetVersion['facts'];

const countLearned = (facts: Facts, objective: Objective, split: 'train' | 'validation'): number =>
  learned[objective].reduce((sum, kind) => sum + (facts?.byKind[kind][split] ?? 0), 0);

/** Training and validation rows that teach the objective nothing; undefined where there are none. */
export function leftOutOf(versions: readonly DatasetVersion[], objective: Objective): LeftOut | undefined {
  const countOf = (kind: RowKind) =>
    learned[objective].includes(kind)
      ? 0
      : versions.reduce((sum, { facts }) => {
          const { train, validation } = facts?.byKind[kind] ?? { train: 0, validation: 0 };
          return sum + train + validation;
        }, 0);
  const found = { conversation: countOf('conversation'), pair: countOf('pair'), judged: countOf('judged') };
  return Object.values(found).some(count => count > 0) ? found : undefined;
}

export const describeLeftOut = (objective: Objective, { conversation, pair, judged }: LeftOut): string => {
  const parts = [
    conversation > 0 && `${conversation} conversations`,
    pair > 0 && `${pair} pairs`,
    judged > 0 && `${judged} judged answers`,
  ].filter(part => part !== false);
  return `Objective ${objective} leaves out ${parts.join(' and ')} of the dataset version.`;
};

const wanted: Record<Objective, string> = {
  sft: 'conversations',
  dpo: 'pairs of answers',
  kto: 'judged answers or pairs of answers',
};

function noRows({ id, dataset, n, facts }: DatasetVersion, objective: Objective): AttuneError {
  const held = facts?.byKind;
  const counts = held && {
    conversation: held.conversation.train,
    pair: held.pair.train,
    judged: held.judged.train,
  };
  return new AttuneError(
    objective === 'sft' ? 'no_conversation_rows' : 'no_preference_rows',
    `Objective ${objective} learns from ${wanted[objective]}; version ${n} of ${dataset} has none to train on.`,
    {
      status: 422,
      fields: { objective, datasetVersionId: id, ...counts },
      remedy: `Import ${wanted[objective]} and freeze the next version, or choose another objective.`,
    },
  );
}
