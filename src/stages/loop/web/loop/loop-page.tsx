import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { loopApi, overviewApi } from '../api.ts';
import type { Stations } from '../../overview/overview.contract.ts';
import { FollowedGraph } from '../graph/followed-graph.tsx';
import { TurnPane } from '../turns/turn-pane.tsx';
import { loopMarks, stationMarks } from './loop-mark.ts';
import styles from './loop.module.css';

/** Where the project stands, what waits, and the loops that were run from a file. */
export default function LoopPage() {
  const { t } = useTranslation('loop');
  const project = useProject();
  const overview = useQuery(overviewApi.get.queryOptions({ input: { project } }));
  const loops = useQuery(loopApi.list.queryOptions({ input: { project } }));
  usePageTitle(t('title'));
  return (
    <>
      <FollowedGraph project={project} />
      <div className={styles.panes}>
        <TurnPane project={project} />
        <section aria-labelledby="stations">
          <h2 id="stations">{t('waits')}</h2>
          <QueryPane query={overview}>
            {({ stations }) => <StationList project={project} stations={stations} />}
          </QueryPane>
        </section>
        <section aria-labelledby="loops">
          <h2 id="loops">{t('loops.title')}</h2>
          <QueryPane query={loops}>
            {({ items }) =>
              items.length === 0 ? (
                <EmptyState>{t('loops.empty')}</EmptyState>
              ) : (
                <ul className={styles.loops}>
                  {items.map(loop => (
                    <li key={loop.id}>
                      <Link to={`/p/${project}/loop/runs/${loop.number}` as string}>
                        {t('loops.name', { number: loop.number, name: loop.name })}
                      </Link>
                      <StateMark mark={loopMarks[loop.state]}>{t(`state.${loop.state}`)}</StateMark>
                    </li>
                  ))}
                </ul>
              )
            }
          </QueryPane>
        </section>
      </div>
    </>
  );
}

function StationList({ project, stations }: { project: string; stations: Stations }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ol className={styles.stations}>
      {Object.entries(stations).map(([name, { state, running, waiting, isMine }]) => (
        <li key={name}>
          <Link to={`/p/${project}/${firstPages[name] ?? name}` as string}>{t(`shell:stage.${name}`)}</Link>
          <StateMark mark={stationMarks[state]}>{t(`loop:station.${state}`)}</StateMark>
          <span className="quiet">
            {running > 0 && t('loop:runningCount', { count: running })}
            {running > 0 && waiting > 0 && ' · '}
            {waiting > 0 &&
              t(isMine ? 'loop:waitingMine' : 'loop:waitingOthers', {
                count: waiting,
                shown: format.count(waiting),
              })}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Where a stage begins, when that is not its own word. */
const firstPages: Record<string, string> = { data: 'data/records', tuning: 'tuning/runs' };
