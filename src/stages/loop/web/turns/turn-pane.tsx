import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { IntervalText } from '#platform/ui/numbers/interval-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { BandWord } from '#stages/evaluation/web/index.ts';
import { TurnChart } from './turn-chart.tsx';
import { useTurns } from './use-turns.ts';
import styles from './turns.module.css';

/** What every turn brought: support with its interval, and which turn is to be believed how far. */
export function TurnPane({ project }: { project: string }) {
  const { t } = useTranslation('loop');
  const { turns, isFetching, error, refetch } = useTurns(project);
  const query = {
    data: error ? undefined : turns,
    error: error as Error | null,
    isFetching,
    refetch: refetch as never,
  };
  return (
    <section className={styles.pane} aria-labelledby="turns">
      <p className={styles.head}>
        <strong id="turns" role="heading" aria-level={2}>
          {t('turns.title')}
        </strong>{' '}
        <span className="quiet">{t('turns.facts')}</span>
      </p>
      <QueryPane query={query}>
        {all =>
          all.length === 0 ? (
            <EmptyState action={<Link to={`/p/${project}/evaluation` as string}>{t('turns.evaluate')}</Link>}>
              {t('turns.empty')}
            </EmptyState>
          ) : (
            <>
              <TurnChart turns={all} />
              <ol className={styles.list}>
                {all.map(turn => (
                  <li key={turn.evaluationId}>
                    <Link to={`/p/${project}/evaluation/${turn.evaluation}` as string}>
                      {t('turns.turn', { turn: turn.turn })} <span lang="en">{turn.name}</span>
                    </Link>
                    {turn.rate === null ? (
                      <span className="quiet">{t('graph.state.open')}</span>
                    ) : (
                      <IntervalText of={{ value: turn.rate, low: turn.low, high: turn.high, n: turn.n }} />
                    )}
                    <BandWord verdict={turn.verdict} />
                  </li>
                ))}
              </ol>
            </>
          )
        }
      </QueryPane>
    </section>
  );
}
