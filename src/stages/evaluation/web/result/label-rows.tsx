import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { EvaluationResult } from '../../results/result.contract.ts';
import { BandWord } from '../band-word.tsx';
import { bandRanges, bands } from '../bands.ts';
import { inRate, VotesLink } from './votes-link.tsx';
import styles from './result.module.css';

/** Whiskers of every label over one axis. Below 30 votes there is no band, and the row says so. */
export function LabelRows({ result }: { result: EvaluationResult }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  if (result.labels.length === 0) return null;
  return (
    <section className={styles.labels} aria-labelledby="labels">
      <h2 id="labels">{t('labels.title')}</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('labels.label')}</th>
            <th scope="col">
              <span className="out-of-sight">{t('labels.interval')}</span>
            </th>
            <th scope="col" className={styles.number}>
              {t('labels.rate')}
            </th>
            <th scope="col" className={styles.number}>
              n
            </th>
            <th scope="col">{t('labels.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {result.labels.map(({ label, rate, interval, n, verdict, blocksRelease }) => (
            <tr key={label}>
              <th scope="row">{label || t('labels.none')}</th>
              <td className={styles.axis} aria-hidden>
                <Whisker rate={rate} low={interval.low} high={interval.high} />
              </td>
              <td className={styles.number}>
                {rate === null ? '–' : format.rate(rate)}{' '}
                <span className="quiet">
                  [{format.rate(interval.low, 0)}, {format.rate(interval.high, 0)}]
                </span>
              </td>
              <td className={styles.number}>
                <VotesLink count={n} filter={{ ...inRate, label }} />
              </td>
              <td>
                {verdict ? <BandWord verdict={verdict} /> : <span className="quiet">{t('labels.few')}</span>}
                {blocksRelease && <strong className={styles.blocks}> {t('labels.blocks')}</strong>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Whisker({ rate, low, high }: { rate: number | null; low: number; high: number }) {
  return (
    <svg viewBox="0 0 100 20" preserveAspectRatio="none" className={styles.whisker}>
      {bands.map(band => (
        <rect
          key={band}
          data-band={band}
          x={bandRanges[band][0]}
          width={bandRanges[band][1] - bandRanges[band][0]}
          height={20}
        />
      ))}
      <line x1={50} x2={50} y1={0} y2={20} className={styles.half} />
      <line x1={low * 100} x2={high * 100} y1={10} y2={10} />
      <line x1={low * 100} x2={low * 100} y1={6} y2={14} />
      <line x1={high * 100} x2={high * 100} y1={6} y2={14} />
      {rate !== null && <line x1={rate * 100} x2={rate * 100} y1={3} y2={17} className={styles.estimate} />}
    </svg>
  );
}
