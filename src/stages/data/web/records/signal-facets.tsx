import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import {
  formatConditions,
  measuredSignals,
  parseConditions,
  type SignalCondition,
} from '../../records/measured-signals.ts';
import type { Histogram } from '../../records/record-facets.contract.ts';
import { AsOf } from './as-of.tsx';
import styles from './facets.module.css';
import { SignalHistogram } from './signal-histogram.tsx';
import { signalKey, useConditionText } from './use-condition-text.ts';
import { type Filter, useHistograms } from './use-counts.ts';

type Props = {
  project: string;
  filter: Filter;
  /** The cut that is being tried, not yet part of the filter. */
  cut: string | undefined;
  onCut: (cut: string | undefined) => void;
  onFilter: (change: Filter) => void;
  onDrop: (cut: SignalCondition, expected: number) => void;
};

/** Every measured number of the rows that fit, each with a cut whose effect is told before anything is decided. */
export function SignalFacets({ project, filter, cut, onCut, onFilter, onDrop }: Props) {
  const { t } = useTranslation('data');
  const { data } = useHistograms(project, filter);
  const tried = cut === undefined ? undefined : parseConditions(cut)[0];
  const measured = data?.value?.filter(one => one.measured > 0 && one.bins.length > 1) ?? [];
  if (data?.value && measured.length === 0) return null;
  return (
    <div className={styles.signals} role="group" aria-label={t('records.signals')}>
      <p className={styles.signalsHead}>
        <strong>{t('records.signals')}</strong> <AsOf counts={data} />
      </p>
      {measured.map(histogram => (
        <OneSignal
          key={histogram.signal}
          histogram={histogram}
          tried={tried?.signal === histogram.signal ? tried : undefined}
          onCut={one => onCut(formatConditions(one ? [one] : []))}
          onShow={one => onFilter({ where: formatConditions(withCondition(filter.where, one)) })}
          onDrop={onDrop}
        />
      ))}
    </div>
  );
}

const withCondition = (where: string | undefined, one: SignalCondition): SignalCondition[] => [
  ...(where ? parseConditions(where) : []).filter(({ signal, is }) => signal !== one.signal || is !== one.is),
  one,
];

function OneSignal({
  histogram: { signal, bins },
  tried,
  onCut,
  onShow,
  onDrop,
}: {
  histogram: Histogram;
  tried: SignalCondition | undefined;
  onCut: (cut: SignalCondition | undefined) => void;
  onShow: (cut: SignalCondition) => void;
  onDrop: (cut: SignalCondition, expected: number) => void;
}) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const text = useConditionText();
  const { worse } = measuredSignals[signal];
  const rest = worse === 'high' ? bins.length : 0;
  const at = tried ? binOf(bins, tried.than) : rest;
  const out = worse === 'high' ? bins.slice(at) : bins.slice(0, at);
  const expected = out.reduce((sum, { kept }) => sum + kept, 0);
  return (
    <SignalHistogram
      title={t(signalKey(signal))}
      bins={bins}
      worse={worse}
      cut={at}
      cutText={tried ? text.cut(tried) : t('facets.noCut')}
      onCut={to =>
        onCut(
          to === rest || !bins[to]
            ? undefined
            : { signal, is: worse === 'high' ? '>=' : '<', than: bins[to].from },
        )
      }
    >
      {tried && (
        <p className={styles.effect}>
          <span>
            {t('facets.wouldDrop')} <strong>{format.count(expected)}</strong>
          </span>
          <Button type="link" size="small" onClick={() => onShow(tried)}>
            {t('facets.show')}
          </Button>
          <Button size="small" disabled={expected === 0} onClick={() => onDrop(tried, expected)}>
            {t('decide.ok.drop')}…
          </Button>
        </p>
      )}
    </SignalHistogram>
  );
}

const binOf = (bins: Histogram['bins'], than: number): number => {
  const found = bins.findIndex(({ from }) => from >= than);
  return found < 0 ? bins.length : found;
};
