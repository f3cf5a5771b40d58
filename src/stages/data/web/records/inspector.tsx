import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { recordApi } from '../api.ts';
import { RecordView } from './record-view.tsx';
import styles from './records.module.css';

/** The row in view beside the list. */
export function Inspector({
  project,
  id,
  search,
  close,
}: {
  project: string;
  id: string;
  search: string | undefined;
  close: () => void;
}) {
  const { t } = useTranslation('data');
  const query = useQuery(recordApi.get.queryOptions({ input: { project, id } }));
  return (
    <aside className={styles.inspector} aria-label={t('records.inspector')}>
      <div className={styles.inspectorHead}>
        <Link to={`/p/${project}/data/records/${id}` as string}>
          <code>
            {id.slice(0, 4)}…{id.slice(-4)}
          </code>
        </Link>
        <Button type="text" size="small" aria-label={t('close')} onClick={close}>
          <Icon name="close" />
        </Button>
      </div>
      <QueryPane query={query}>
        {record => <RecordView project={project} record={record} search={search} />}
      </QueryPane>
    </aside>
  );
}
