import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '#platform/ui/use-language.ts';
import type { EvaluationResult } from '../../results/result.contract.ts';
import styles from './result.module.css';

type Row = { key: string; sign: 'ok' | 'know' | 'problem'; value: string; meaning: string };

const signs: Record<Row['sign'], string> = { ok: '✓', know: 'ⓘ', problem: '△' };

/** What a reader checks before believing the number, and what the server itself wants known. */
export function TrustList({ result }: { result: EvaluationResult }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const rows = rowsOf(t, format, result);
  const isFine = rows.filter(row => row.sign === 'ok').length;
  return (
    <section className={styles.trust} aria-labelledby="trust">
      <h2 id="trust">{t('trust.title')}</h2>
      <p className="quiet">{t('trust.sum', { fine: isFine, of: rows.length })}</p>
      <ul>
        {rows.map(({ key, sign, value, meaning }) => (
          <li key={key} data-sign={sign}>
            <span aria-hidden>{signs[sign]}</span>
            <span>
              {t(`trust.${key}`)}
              <span className="quiet">{meaning}</span>
            </span>
            <strong>{value}</strong>
          </li>
        ))}
        {result.notes.map(note => (
          <li key={note.code} data-sign="know">
            <span aria-hidden>ⓘ</span>
            <span>{note[format.language]}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Translate = ReturnType<typeof useTranslation>['t'];

function rowsOf(t: Translate, format: Format, result: EvaluationResult): Row[] {
  const { agreement, position, length, raters, withoutOneRater, cut, rate } = result;
  const repeats = raters.reduce(
    (sum, rater) => ({
      asked: sum.asked + rater.repeats.asked,
      consistent: sum.consistent + rater.repeats.consistent,
    }),
    { asked: 0, consistent: 0 },
  );
  const bounds = (interval: { low: number; high: number }) =>
    `[${format.rate(interval.low)}, ${format.rate(interval.high)}]`;
  const rows: (Row | false | null)[] = [
    agreement.alpha !== null && {
      key: 'agreement',
      sign: agreement.isLow ? 'problem' : 'ok',
      value: `α ${format.decimal(agreement.alpha, 2)}`,
      meaning: t('trust.agreementText', {
        count: agreement.prompts,
        interval: agreement.alphaInterval
          ? `[${format.decimal(agreement.alphaInterval.low, 2)}, ${format.decimal(agreement.alphaInterval.high, 2)}]`
          : '',
      }),
    },
    position && {
      key: 'position',
      sign: position.isFlagged ? 'problem' : 'ok',
      value: t('pp', { points: `${position.effect > 0 ? '+' : ''}${format.rate(position.effect)}` }),
      meaning: t(position.isFlagged ? 'trust.positionFlagged' : 'trust.positionText', {
        error: format.rate(1.96 * position.standardError),
      }),
    },
    length && {
      key: 'length',
      sign: length.lengthRatio > 1.25 || length.lengthRatio < 0.8 ? 'know' : 'ok',
      value: length.rate === null ? '–' : format.percent(length.rate),
      meaning: t('trust.lengthText', { ratio: format.decimal(length.lengthRatio, 2) }),
    },
    repeats.asked > 0 && {
      key: 'repeats',
      sign: repeats.consistent / repeats.asked < 0.7 ? 'problem' : 'ok',
      value: format.percent(repeats.consistent / repeats.asked),
      meaning: t('trust.repeatsText', { count: repeats.asked }),
    },
    raters.length > 0 && {
      key: 'raters',
      sign: raters.length < 3 ? 'know' : 'ok',
      value: format.count(raters.length),
      meaning: t('trust.ratersText'),
    },
    withoutOneRater &&
      rate !== null && {
        key: 'leaveOneOut',
        sign: 'ok',
        value: bounds(withoutOneRater),
        meaning: t('trust.leaveOneOutText'),
      },
    cut.pairs > 0 && {
      key: 'cut',
      sign: 'know',
      value: format.count(cut.pairs),
      meaning: t('trust.cutText', { tokens: format.count(cut.maxTokens) }),
    },
  ];
  return rows.filter(row => row !== false && row !== null);
}
