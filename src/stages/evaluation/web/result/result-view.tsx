import { useTranslation } from 'react-i18next';
import { SplitBar } from '#platform/ui/charts/split-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import type { EvaluationResult } from '../../results/result.contract.ts';
import { BandWord } from '../band-word.tsx';
import { Tuner } from '../tuner.tsx';
import { AnswerList } from './answer-list.tsx';
import { FirstReading } from './first-reading.tsx';
import { LabelRows } from './label-rows.tsx';
import { TrustList } from './trust-list.tsx';
import styles from './result.module.css';

type Props = { project: string; evaluation: Evaluation; result: EvaluationResult };

/** The number with its doubt, why it says what it says, the votes behind it, and whether it can be trusted. */
export function ResultView({ project, evaluation, result }: Props) {
  return (
    <div className={styles.panes}>
      <div className={styles.main}>
        <Hero result={result} />
        <Votes result={result} />
        <LabelRows result={result} />
        <AnswerList project={project} evaluation={evaluation} />
      </div>
      <aside className={styles.side}>
        <TrustList result={result} />
        <FirstReading evaluation={evaluation} />
      </aside>
    </div>
  );
}

function Hero({ result }: { result: EvaluationResult }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const { rate, interval95, n, verdict, reason, phase, cast, plannedVotes, otherRaters } = result;
  const isSure = verdict.kind === 'band';
  return (
    <section className={styles.hero} aria-labelledby="support">
      <div>
        <h2 id="support" className="quiet">
          {t('supportRate')}
        </h2>
        <p className={isSure ? styles.big : styles.small}>{rate === null ? '–' : format.percent(rate)}</p>
        <p className={isSure ? undefined : styles.wide}>
          [{format.rate(interval95.low)}, {format.rate(interval95.high)}] n={format.count(n)}
        </p>
        {otherRaters && (
          <p className="quiet" title={t('otherRatersWhy')}>
            {t('otherRaters', { low: format.rate(otherRaters.low), high: format.rate(otherRaters.high) })}
          </p>
        )}
        <p className={styles.verdict}>
          <BandWord verdict={verdict} />
        </p>
      </div>
      <div>
        <Tuner rate={rate} interval={interval95} n={n} verdict={verdict} />
        <p className={styles.reason}>{reason[format.language]}</p>
        <p className="quiet">
          {phase === 'open'
            ? t('openVotes', { cast: format.count(cast), planned: format.count(plannedVotes) })
            : t('closedVotes', { cast: format.count(cast) })}
          {result.moreVotes !== null && ` · ${t('moreVotes', { count: result.moreVotes })}`}
        </p>
      </div>
    </section>
  );
}

function Votes({ result }: { result: EvaluationResult }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const { wins, losses, ties, bothBad, skips } = result.counts;
  const excluded = result.excluded.reduce((sum, each) => sum + each.count, 0);
  const part = (name: string, count: number, fill: string, hatched = false) => ({
    name: t(`votes.${name}`),
    count,
    fill,
    hatched,
    shown: <strong>{format.count(count)}</strong>,
  });
  return (
    <section className={styles.votes} aria-label={t('votes.title')}>
      <SplitBar
        label={t('votes.title')}
        parts={[
          part('tuned', wins, 'var(--violet)'),
          part('tie', ties, 'var(--border)'),
          part('untuned', losses, 'var(--slate)', true),
        ]}
      />
      <p className={styles.rest}>
        <span>{t('votes.bothBad', { count: bothBad })}</span>
        <span>{t('votes.skips', { count: skips })}</span>
        <span title={result.excluded.map(each => `${each.reason}: ${each.count}`).join('\n')}>
          {t('votes.excluded', { count: excluded })}
        </span>
        <span className="quiet">{t('votes.tieRule')}</span>
      </p>
    </section>
  );
}
