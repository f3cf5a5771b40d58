import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { LineageGroup } from '../../lineage/lineage.contract.ts';
import { lineageApi } from '../api.ts';
import { nameWithoutKind } from './object-names.ts';
import { pageOf } from './lineage-bar.tsx';
import styles from './thread.module.css';

/** What an object came from and what came of it, as two trees; every name leads on. */
export default function LineagePage() {
  const { t } = useTranslation('loop');
  const project = useProject();
  const kind = useParam('kind');
  const id = useParam('id');
  const query = useQuery(lineageApi.get.queryOptions({ input: { project, kind, id } }));
  usePageTitle(query.data?.name ?? t('thread.title'));
  useShowLineage(kind, query.data?.id);
  return (
    <QueryPane query={query}>
      {lineage => (
        <>
          <PageHead
            title={`${t(`kind.${lineage.kind}`, { defaultValue: lineage.kind })} ${nameWithoutKind(lineage.name)}`}
            facts={lineage.detail}
          />
          <div className={styles.trees}>
            {(['up', 'down'] as const).map(direction => (
              <section key={direction} aria-labelledby={direction}>
                <h2 id={direction}>{t(`thread.${direction}`)}</h2>
                {lineage[direction]?.length === 0 && <p className="quiet">{t('thread.nothing')}</p>}
                <Groups project={project} groups={lineage[direction] ?? []} />
              </section>
            ))}
          </div>
        </>
      )}
    </QueryPane>
  );
}

function Groups({ project, groups }: { project: string; groups: readonly LineageGroup[] }) {
  const { t } = useTranslation('loop');
  const format = useFormat();
  return (
    <ul className={styles.groups}>
      {groups.map(group => (
        <li key={`${group.kind}.${group.relation}`}>
          <p className="quiet">
            {t(`kind.${group.kind}`, { defaultValue: group.kind })} · {format.count(group.count)}
            {group.more && '+'}
          </p>
          <ul>
            {group.nodes.map(node => (
              <li key={node.id}>
                <Link to={pageOf(project, node.kind, node.id)}>{nameWithoutKind(node.name)}</Link>{' '}
                {node.detail && <span className="quiet">{node.detail}</span>}
                {node.repeated && <span className="quiet"> · {t('thread.repeated')}</span>}
                {node.groups.length > 0 && <Groups project={project} groups={node.groups} />}
              </li>
            ))}
            {group.count > group.nodes.length && (
              <li className="quiet">{t('thread.more', { count: group.count - group.nodes.length })}</li>
            )}
          </ul>
        </li>
      ))}
    </ul>
  );
}
