import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { TimeText } from '#platform/ui/numbers/time-text.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import type { DatasetVersion } from '../../datasets/dataset.contract.ts';
import { datasetApi } from '../api.ts';
import { jobMarks } from '../job-marks.ts';
import { FreezeForm } from './freeze-form.tsx';
import styles from './datasets.module.css';

/** Datasets and their versions; a version never changes once it is frozen. */
export default function DatasetsPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const navigate = useNavigate();
  const query = useQuery(datasetApi.list.queryOptions({ input: { project, limit: 200 } }));
  const [isNew, setNew] = useState(false);
  usePageTitle(t('datasets.title'));
  useKeys({ n: () => setNew(true) });
  const freeze = (
    <Button type="primary" aria-keyshortcuts="N" onClick={() => setNew(true)}>
      {t('datasets.freeze')}
      <Key of="N" />
    </Button>
  );
  return (
    <>
      <PageHead title={t('datasets.title')} actions={freeze} />
      <QueryPane query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState action={freeze}>{t('datasets.empty')}</EmptyState>
          ) : (
            items.map(({ id, name, latest }) => (
              <DatasetPart
                key={id}
                id={id}
                name={name}
                latest={latest}
                isOpen={items.length <= fewDatasets}
              />
            ))
          )
        }
      </QueryPane>
      {isNew && (
        <FreezeForm
          project={project}
          names={query.data?.items.map(({ name }) => name) ?? []}
          close={() => setNew(false)}
          onFrozen={id => void navigate({ to: `/p/${project}/data/versions/${id}` })}
        />
      )}
    </>
  );
}

/** So many are shown with all their versions at once. */
const fewDatasets = 3;

type Part = { id: string; name: string; latest: DatasetVersion | null; isOpen: boolean };

/** A dataset with its latest version; the others come when it is opened. */
function DatasetPart({ id, name, latest, isOpen: isOpenAtFirst }: Part) {
  const { t } = useTranslation('data');
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <section className={styles.dataset} aria-labelledby={id}>
      <h2 id={id}>
        {name}
        {latest && latest.n > 1 && (
          <Button type="link" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t(isOpen ? 'datasets.fewer' : 'datasets.all', { count: latest.n })}
          </Button>
        )}
      </h2>
      {isOpen ? <Versions dataset={id} /> : latest && <VersionList versions={[latest]} />}
    </section>
  );
}

function Versions({ dataset }: { dataset: string }) {
  const project = useProject();
  const query = useQuery(datasetApi.versions.queryOptions({ input: { project, id: dataset, limit: 100 } }));
  return <QueryPane query={query}>{({ items }) => <VersionList versions={items} />}</QueryPane>;
}

function VersionList({ versions }: { versions: DatasetVersion[] }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const project = useProject();
  return (
    <ul className={styles.versions}>
      {versions.map(({ id, n, state, facts, digest, createdAt }) => (
        <li key={id}>
          <Link to={`/p/${project}/data/versions/${id}` as string}>v{n}</Link>
          <StateMark mark={jobMarks[state]}>{t(`job.${state}`)}</StateMark>
          <span>{facts && t('datasets.rows', { count: facts.rows, shown: format.count(facts.rows) })}</span>
          <code className="quiet">{digest?.slice(0, 12)}</code>
          <TimeText at={createdAt} />
        </li>
      ))}
    </ul>
  );
}
