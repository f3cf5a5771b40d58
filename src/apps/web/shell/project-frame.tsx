import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { type LiveEvent, useLiveEvents } from '#platform/ui/api/live-events.ts';
import { useObjectInView } from '#platform/ui/object-in-view.ts';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useProject } from '#platform/ui/use-project.ts';
import { projectApi } from '#stages/need/web/index.ts';
import { LineageBar } from '#stages/loop/web/index.ts';
import { addressOf } from '../stages.ts';
import { ObjectMenu } from './object/object-menu.tsx';
import { staleBy } from './stale-by.ts';
import { PagesStrip } from './pages-strip.tsx';
import { Rail } from './rail.tsx';
import styles from './shell.module.css';

/** The rail at the left, one sheet at the right. What happens in the project makes stale what shows it. */
export function ProjectFrame() {
  const { t } = useTranslation('shell');
  const project = useProject();
  const query = useQuery(projectApi.get.queryOptions({ input: { project } }));
  const object = useObjectInView();
  useLiveEvents(project, refresh);
  useFocusOnPageChange();
  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        {t('skip')}
      </a>
      <Rail project={project} found={query.data} />
      <main id="content" className={styles.sheet} tabIndex={-1}>
        <PagesStrip project={project} />
        {object && (
          <div className={styles.thread}>
            <LineageBar
              project={project}
              object={object}
              addressOf={(kind, id) => addressOf(project, kind, id)}
            />
            <ObjectMenu />
          </div>
        )}
        {query.data ? <Outlet /> : <QueryPane query={query}>{() => null}</QueryPane>}
      </main>
    </div>
  );
}

const waiting = new Map<string, ReturnType<typeof setTimeout>>();
const restMs = 300;

/** A burst of events reads each noun again once. */
function refresh(event: LiveEvent): void {
  for (const name of staleBy(event.kind)) {
    if (waiting.has(name)) continue;
    waiting.set(
      name,
      setTimeout(() => {
        waiting.delete(name);
        void invalidate(name);
      }, restMs),
    );
  }
}

/** Readers and keyboards start at the new page's title. */
function useFocusOnPageChange(): void {
  const { pathname } = useLocation();
  useEffect(() => {
    document.querySelector<HTMLElement>('#content h1')?.focus({ preventScroll: true });
  }, [pathname]);
}
