import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import { recordApi } from '../api.ts';
import { DecisionMark } from './decision-mark.tsx';
import { RecordView } from './record-view.tsx';

/** One record whole: what it says, what it said before, what was measured and decided. */
export default function RecordPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const id = useParam('id');
  const query = useQuery(recordApi.get.queryOptions({ input: { project, id } }));
  usePageTitle(t('records.one'));
  useShowLineage('record', query.data?.id);
  return (
    <QueryPane query={query}>
      {record => (
        <>
          <PageHead
            title={t('records.one')}
            state={<DecisionMark state={record.state} />}
            facts={record.externalId}
          />
          <RecordView project={project} record={record} />
        </>
      )}
    </QueryPane>
  );
}
