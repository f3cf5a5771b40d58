import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '#platform/ui/use-language.ts';
import type { EvaluationResult } from '../../results/result.contract.ts';
import type { VoteFilter } from '../../results/vote-list.contract.ts';
import { inRate, VotesLink } from './votes-link.tsx';
import styles from './result.module.css';

type Row = {
  key: string;
  sign: 'ok' | 'know' | 'problem';
  value: string;
  meaning: string;
  /** The votes it was measured on. */
  votes?: { count: number; filter: VoteFilter; sort?: 'length' };
  /** The same in parts. */
  parts?: { name: string; count: number; filter: VoteFilter }[];
};

const signs: Record<Row['sign'], string> = { ok: '✓', know: 'ⓘ', problem: '△' };

/** What a reader checks before believing the number, and what the server itself wants known. */
export function TrustList({ result, isClosed }: { result: EvaluationResult; isClosed: boolean }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const rows = rowsOf(t, format, result, isClosed);
  const isFine = rows.filter(row => row.sign === 'ok').length;
  return (
    <section className={styles.trust} aria-labelledby="trust">
      <h2 id="trust">{t('trust.title')}</h2>
      <p className="quiet">{t('trust.sum', { fine: isFine, of: rows.length })}</p>
      <ul>
        {rows.map(({ key, sign, value, meaning, votes, parts = [] }) => (
          <li key={key} data-sign={sign}>
            <span aria-hidden>{signs[sign]}</span>
            <span>
              {t(`trust.${key}`)}
              <span className="quiet">{meaning}</span>
              {parts.length > 0 && (
                <span className="quiet">
                  {parts.map(({ name, count, filter }) => (
                    <Fragment key={name}>
                      {name} <VotesLink count={count} filter={filter} />{' '}
                    </Fragment>
                  ))}
                </span>
              )}
            </span>
            <strong>{votes ? <VotesLink {...votes}>{value}</VotesLink> : value}</strong>
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

function rowsOf(t: Translate, format: Format, result: EvaluationResult, isClosed: boolean): Row[] {
  const { agreement, position, length, raters, withoutOneRater, cut, rate, n } = result;
  const asked = result.excluded.find(({ reason }) => reason === 'repeat')?.count ?? 0;
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
      votes: { count: n, filter: inRate },
      parts: (['left', 'right'] as const).map(side => ({
        name: t(`trust.tunedOn.${side}`),
        count: position[side].n,
        filter: { ...inRate, side },
      })),
    },
    length && {
      key: 'length',
      sign: length.lengthRatio > 1.25 || length.lengthRatio < 0.8 ? 'know' : 'ok',
      value: length.rate === null ? '–' : format.percent(length.rate),
      meaning: t('trust.lengthText', { ratio: format.decimal(length.lengthRatio, 2) }),
      votes: { count: n, filter: inRate, ...(isClosed ? { sort: 'length' } : {}) },
    },
    repeats.asked > 0 && {
      key: 'repeats',
      sign: repeats.consistent / repeats.asked < 0.7 ? 'problem' : 'ok',
      value: format.percent(repeats.consistent / repeats.asked),
      meaning: t('trust.repeatsText', { count: repeats.asked }),
      votes: { count: asked, filter: { counted: 'repeat' } },
    },
    raters.length > 0 && {
      key: 'raters',
      sign: raters.length < 3 ? 'know' : 'ok',
      value: format.count(raters.length),
      meaning: t('trust.ratersText'),
      votes: { count: n, filter: inRate },
      parts: raters.map(({ rater, n: own }) => ({ name: rater, count: own, filter: { ...inRate, rater } })),
    },
    withoutOneRater &&
      rate !== null && {
        key: 'leaveOneOut',
        sign: 'ok',
        value: bounds(withoutOneRater),
        meaning: t('trust.leaveOneOutText'),
      },
    cut.baseline + cut.candidate > 0 && {
      key: 'cut',
      sign: 'know',
      value: format.count(cut.baseline + cut.candidate),
      meaning: t('trust.cutText', { tokens: format.count(cut.maxTokens) }),
    },
  ];
  return rows.filter(row => row !== false && row !== null);
}
