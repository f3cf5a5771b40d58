import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import { bandOf, bandRanges, bands, bandSigns, type Verdict } from './bands.ts';
import styles from './bands.module.css';

export type TunerProps = {
  /** Shares in [0, 1]; null before the first vote. */
  rate: number | null;
  interval: { low: number; high: number };
  n: number;
  verdict: Verdict;
};

/** The scale of support: five bands, the estimate as needle, the interval as bracket. From 30 unless the interval goes lower. */
export function Tuner({ rate, interval, n, verdict }: TunerProps) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const start = Math.min(interval.low, rate ?? 1) < 0.3 ? 0 : 30;
  const place = (percent: number) => `${((Math.max(start, percent) - start) / (100 - start)) * 100}%`;
  const band = bandOf(verdict);
  const label = t('tuner.spoken', {
    rate: rate === null ? '–' : format.percent(rate),
    low: format.rate(interval.low),
    high: format.rate(interval.high),
    n: format.count(n),
    verdict: band
      ? `${t(`band.${band}`)}, ${t(`strength.${verdict.kind === 'band' ? verdict.strength : ''}`)}`
      : t(`verdict.${verdict.kind}`),
  });
  return (
    <figure className={styles.tuner} role="img" aria-label={label}>
      <div className={styles.needleRow} aria-hidden>
        {n > 0 && (
          <>
            <span
              className={styles.bracket}
              style={{
                left: place(interval.low * 100),
                width: `calc(${place(interval.high * 100)} - ${place(interval.low * 100)})`,
              }}
            />
            <span className={styles.low} style={{ left: place(interval.low * 100) }}>
              {format.rate(interval.low)}
            </span>
            <span className={styles.high} style={{ left: place(interval.high * 100) }}>
              {format.rate(interval.high)}
            </span>
            {rate !== null && (
              <span
                className={styles.needle}
                data-sure={band !== undefined}
                style={{ left: place(rate * 100) }}
              />
            )}
          </>
        )}
      </div>
      <div className={styles.scale} aria-hidden>
        {bands.map(each => {
          const [low, high] = bandRanges[each];
          if (high <= start) return null;
          return (
            <span
              key={each}
              data-band={each}
              data-current={each === band}
              style={{ left: place(low), width: `calc(${place(high)} - ${place(low)})` }}
            />
          );
        })}
      </div>
      <div className={styles.ticks} aria-hidden>
        {[start, 50, 70, 80, 100].map(tick => (
          <span key={tick} style={{ left: place(tick) }}>
            {tick}
          </span>
        ))}
      </div>
      <div className={styles.names} aria-hidden>
        {bands.map(each => (
          <span key={each} data-band={each} data-current={each === band}>
            {bandSigns[each]} {t(`band.${each}`)}
          </span>
        ))}
      </div>
    </figure>
  );
}
