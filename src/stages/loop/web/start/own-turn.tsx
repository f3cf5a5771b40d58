import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import type { Stations } from '../../overview/overview.contract.ts';
import { overviewApi } from '../api.ts';
import { ExampleOffer } from './example-offer.tsx';
import type { TurnRowName } from './turn-rows.ts';
import styles from './start.module.css';

/** A project without a loop: the same turn by hand, each step with its page; or the example, to watch one first. */
export function OwnTurn({ project }: { project: string }) {
  const { t } = useTranslation('loop');
  const query = useQuery(overviewApi.get.queryOptions({ input: { project } }));
  return (
    <>
      <PageHead title={t('start.title')} facts={t('start.facts')} />
      <div className={styles.choice}>
        <ExampleOffer project={project} />
        <section aria-labelledby="own">
          <h2 id="own" className={styles.ownTitle}>
            {t('start.own')}
          </h2>
          <QueryPane query={query}>
            {({ stations }) => <OwnRows project={project} stations={stations} />}
          </QueryPane>
        </section>
      </div>
    </>
  );
}

type OwnRow = { name: TurnRowName; station: keyof Stations; page: string };

const rows: readonly OwnRow[] = [
  { name: 'need', station: 'need', page: 'need' },
  { name: 'data', station: 'data', page: 'data/imports' },
  { name: 'tune', station: 'tuning', page: 'tuning/runs/new' },
  { name: 'vote', station: 'evaluation', page: 'evaluation' },
  { name: 'serve', station: 'serving', page: 'serving' },
];

function OwnRows({ project, stations }: { project: string; stations: Stations }) {
  const { t } = useTranslation('loop');
  const next = rows.find(row => stations[row.station].state !== 'done');
  return (
    <ol className={styles.rows}>
      {rows.map(({ name, station, page }, at) => {
        const { state } = stations[station];
        return (
          <li key={name} data-state={state === 'empty' ? 'pending' : state}>
            <span className={styles.sign} aria-hidden />
            <h2>
              {at + 1} {t(`start.row.${name}`)}
              <span className={styles.hidden}> {t(`station.${state}`)}</span>
            </h2>
            <span className={styles.facts}>{t(`start.ownText.${name}`)}</span>
            <span className={styles.action}>
              <Link to={`/p/${project}/${page}` as string} data-next={name === next?.name}>
                {t(`start.ownAction.${name}`)}
              </Link>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
