import type { TFunction } from 'i18next';
import type { Format } from '#platform/ui/use-language.ts';
import type { LoopStep } from '../../runs/loop-run.contract.ts';

type Facts = Record<string, unknown>;
type Describe = (t: TFunction, format: Format, facts: Facts) => string | undefined;

/** What a step made, in the language of the page: from its values, not from the sentence that the terminal gets. */
export function describeStep(t: TFunction, format: Format, { kind, result }: LoopStep): string {
  return (result && describe[kind]?.(t, format, result)) || '';
}

const describe: Record<string, Describe> = {
  brief: (t, _, { verdict }) =>
    text(verdict) && t('loop:made.brief', { verdict: t(`need:verdict.${text(verdict)}`) }),
  source: (t, _, { origin, licence }) =>
    text(origin) && [t(`data:origin.${text(origin)}`), text(licence)].filter(Boolean).join(' · '),
  import: (t, format, f) =>
    has(f, 'readCount') &&
    [
      counted(t, format, 'read', f.readCount),
      counted(t, format, 'kept', f.recordCount),
      counted(t, format, 'duplicate', f.duplicateCount),
      counted(t, format, 'rejected', f.rejectCount),
    ].join(' · '),
  cleaning: (t, format, { counts }) =>
    Object.entries((counts ?? {}) as Record<string, number>)
      .filter(([name]) => !name.includes('.'))
      .map(
        ([name, count]) => `${t(`loop:made.state.${name}`, { defaultValue: name })} ${format.count(count)}`,
      )
      .join(' · '),
  dataset: (t, format, { n, bySplit }) => {
    if (!bySplit) return undefined;
    const { train, validation, test } = bySplit as Record<string, number>;
    const parts = [train, validation, test].map(rows => format.count(rows ?? 0)).join(' / ');
    return t('loop:made.dataset', { n, parts });
  },
  run: (t, format, { modelVersion, validationFirst, validationBest }) => {
    if (!text(modelVersion)) return undefined;
    const losses = [validationFirst, validationBest];
    if (!losses.every(loss => typeof loss === 'number')) return text(modelVersion);
    const [first, best] = losses.map(loss => format.decimal(loss, 3));
    return t('loop:made.run', { version: modelVersion, first, best });
  },
  evaluation: (t, format, { prompts }) =>
    typeof prompts === 'number'
      ? t('loop:made.evaluation', { count: prompts, shown: format.count(prompts) })
      : undefined,
  deployment: (t, _, { name, modelVersion }) =>
    text(modelVersion) ? t('loop:made.deployment', { name, version: modelVersion }) : text(name),
  vote: (t, format, { cast, plannedVotes }) =>
    typeof cast === 'number'
      ? t('loop:made.vote', { cast: format.count(cast), planned: format.count(Number(plannedVotes)) })
      : undefined,
};

const has = (facts: Facts, name: string): true | undefined => (name in facts ? true : undefined);

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const counted = (t: TFunction, format: Format, what: string, value: unknown): string => {
  const count = Number(value);
  return t(`loop:made.${what}`, { count, shown: format.count(count) });
};
