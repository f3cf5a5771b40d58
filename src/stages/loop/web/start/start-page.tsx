import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { loopApi } from '../api.ts';
import { LoopTurn } from './loop-turn.tsx';
import { OwnTurn } from './own-turn.tsx';

/** The guided first turn: of the loop that a file runs by itself, or of the project's own data, step by step. */
export default function StartPage() {
  const { t } = useTranslation('loop');
  const project = useProject();
  const query = useQuery(loopApi.list.queryOptions({ input: { project } }));
  usePageTitle(t('start.title'));
  return (
    <QueryPane query={query}>
      {({ items }) => {
        const latest = items.at(-1);
        return latest ? <LoopTurn project={project} number={latest.number} /> : <OwnTurn project={project} />;
      }}
    </QueryPane>
  );
}
