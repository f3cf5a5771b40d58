import type { useTranslation } from 'react-i18next';
import type { VoteFilter } from '../../results/vote-list.contract.ts';

type Translate = ReturnType<typeof useTranslation>['t'];

/** A filter in words, one for each thing it asks for. */
export function describeFilter(t: Translate, filter: VoteFilter): string[] {
  const { outcome, label, side, rater, counted, pair } = filter;
  return [
    outcome && t(`outcome.${outcome}`),
    counted && t(`counted.${counted}`),
    side && t(`list.sideIs.${side}`),
    label,
    rater,
    pair !== undefined && t('list.pair', { number: pair + 1 }),
  ].filter(name => typeof name === 'string');
}
