import { useTranslation } from 'react-i18next';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import styles from './result.module.css';

/** Reference metrics: measured before anybody voted, and no verdict. */
export function FirstReading({ evaluation: { metrics } }: { evaluation: Evaluation }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  if (!metrics) return null;
  const { heldOutLoss, heldOutLossError, chrf } = metrics;
  const { baseline, candidate } = heldOutLoss ?? {};
  return (
    <section className={styles.trust} aria-labelledby="reading">
      <h2 id="reading">{t('reading.title')}</h2>
      <p className="quiet">{t('reading.note')}</p>
      <ul>
        <li>
          <span aria-hidden />
          <span>
            {t('reading.loss')}
            <span className="quiet">
              {heldOutLoss
                ? t('reading.lossText', { tokens: format.count(heldOutLoss.tokens) })
                : heldOutLossError}
            </span>
          </span>
          <strong>
            {typeof baseline === 'number' && typeof candidate === 'number'
              ? `${format.decimal(baseline, 3)} → ${format.decimal(candidate, 3)}`
              : '–'}
          </strong>
        </li>
        <li>
          <span aria-hidden />
          <span>
            chrF
            <span className="quiet">{t('reading.chrfText')}</span>
          </span>
          <strong>
            {format.decimal(chrf.baseline, 1)} → {format.decimal(chrf.candidate, 1)}
          </strong>
        </li>
      </ul>
    </section>
  );
}
