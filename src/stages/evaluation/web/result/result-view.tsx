import { useTranslation } from 'react-i18next';
import { SplitBar } from '#platform/ui/charts/split-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import type { EvaluationResult } from '../../results/result.contract.ts';
import { BandWord } from '../band-word.tsx';
import { Tuner } from '../tuner.tsx';
import { CountLink } from '#platform/ui/numbers/count-link.tsx';
import { type VoteFilter, voteExclusions } from '../../results/vote-list.contract.ts';
import { AnswerList } from './answer-list.tsx';
import { CoursePane } from './course-pane.tsx';
import { FirstReading } from './first-reading.tsx';
import { LabelRows } from './label-rows.tsx';
import { TrustList } from './trust-list.tsx';
import { inRate, VotesLink } from './votes-link.tsx';
import styles from './result.module.css';

export type Result = EvaluationResult & { withheld: number };
type Props = { project: string; evaluation: Evaluation; result: Result };

/** The number with its doubt, why it says what it says, the votes behind it, and whether it can be trusted. */
export function ResultView({ project, evaluation, result }: Props) {
  return (
    <div className={styles.panes}>
      <div className={styles.main}>
        <Hero result={result} />
        <Votes project={project} evaluation={evaluation} result={result} />
        <LabelRows result={result} />
        <AnswerList project={project} evaluation={evaluation} />
      </div>
      <aside className={styles.side}>
        <CoursePane project={project} evaluation={evaluation} />
        <TrustList result={result} isClosed={evaluation.state === 'closed'} />
        <FirstReading evaluation={evaluation} />
      </aside>
    </div>
  );
}

function Hero({ result }: { result: Result }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const { rate, interval95, n, verdict, reason, phase, cast, plannedVotes, otherRaters, withheld } = result;
  const isSure = verdict.kind === 'band';
  return (
    <section className={styles.hero} aria-labelledby="support">
      <div>
        <h2 id="support" className="quiet">
          {t('supportRate')}
        </h2>
        <p className={isSure ? styles.big : styles.small}>
          <VotesLink count={n} filter={inRate}>
            {rate === null ? '–' : format.percent(rate)}
          </VotesLink>
        </p>
        <p className={isSure ? undefined : styles.wide}>
          [{format.rate(interval95.low)}, {format.rate(interval95.high)}] n=
          <VotesLink count={n} filter={inRate} />
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
        {withheld > 0 && <p className="quiet">{t('list.withheld')}</p>}
      </div>
    </section>
  );
}

function Votes({ project, evaluation, result }: Props) {
  const { t } = useTranslation('evaluation');
  const { wins, losses, ties, bothBad, skips } = result.counts;
  const isVote = ({ reason }: { reason: string }) => (voteExclusions as readonly string[]).includes(reason);
  const sum = (parts: EvaluationResult['excluded']) => parts.reduce((all, each) => all + each.count, 0);
  const pairs = result.excluded.filter(each => !isVote(each));
  const counted = (outcome: VoteFilter['outcome']): VoteFilter => ({ outcome, counted: 'yes' });
  const part = (
    name: string,
    outcome: VoteFilter['outcome'],
    count: number,
    fill: string,
    hatched = false,
  ) => ({
    name: t(`votes.${name}`),
    count,
    fill,
    hatched,
    shown: (
      <strong>
        <VotesLink count={count} filter={counted(outcome)} />
      </strong>
    ),
  });
  return (
    <section className={styles.votes} aria-label={t('votes.title')}>
      <SplitBar
        label={t('votes.title')}
        parts={[
          part('tuned', 'candidate', wins, 'var(--violet)'),
          part('tie', 'tie', ties, 'var(--border)'),
          part('untuned', 'baseline', losses, 'var(--slate)', true),
        ]}
      />
      <p className={styles.rest}>
        <span>
          <VotesLink count={bothBad} filter={counted('both_bad')} /> {t('votes.bothBad')}
        </span>
        <span>
          <VotesLink count={skips} filter={counted('skip')} /> {t('votes.skips')}
        </span>
        {result.excluded.filter(isVote).map(({ reason, count }) => (
          <span key={reason}>
            <VotesLink count={count} filter={{ counted: reason as 'repeat' }} />{' '}
            {t(`votes.out.${reason}`, { defaultValue: reason })}
          </span>
        ))}
        {pairs.length > 0 && (
          <span title={pairs.map(({ reason, count }) => `${t(`excluded.${reason}`)}: ${count}`).join('\n')}>
            <CountLink
              count={sum(pairs)}
              to={`/p/${project}/evaluation/${evaluation.number}`}
              search={{ answers: 'excluded' }}
            />{' '}
            {t('votes.pairsOut', { count: sum(pairs) })}
          </span>
        )}
        <span className="quiet">{t('votes.tieRule')}</span>
      </p>
    </section>
  );
}
