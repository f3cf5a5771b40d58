import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { SplitBar } from '#platform/ui/charts/split-bar.tsx';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { DataTable } from '#platform/ui/lists/data-table.tsx';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { StatStrip } from '#platform/ui/panes/stat-strip.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { DatasetVersion } from '../../datasets/dataset.contract.ts';
import { rowKinds } from '../../records/payload.ts';
import { datasetApi } from '../api.ts';
import { jobMarks } from '../job-marks.ts';
import { VersionDiff } from './version-diff.tsx';
import { VersionRows } from './version-rows.tsx';
import styles from './datasets.module.css';

/** A frozen version: its split, its labels, its rows. */
export default function VersionPage() {
  const project = useProject();
  const id = useParam('id');
  const query = useQuery(datasetApi.version.queryOptions({ input: { project, id } }));
  usePageTitle(query.data ? `${query.data.dataset} v${query.data.n}` : undefined);
  useShowLineage('dataset_version', query.data?.id);
  return <QueryPane query={query}>{version => <Found project={project} version={version} />}</QueryPane>;
}

function Found({ project, version }: { project: string; version: DatasetVersion }) {
  const { t } = useTranslation('data');
  const navigate = useNavigate();
  const { state, facts } = version;
  const train = () =>
    void navigate({ to: `/p/${project}/tuning/runs/new`, search: { version: version.id } as never });
  useKeys({ t: state === 'frozen' ? train : undefined });
  return (
    <>
      <PageHead
        title={`${version.dataset} v${version.n}`}
        state={<StateMark mark={jobMarks[state]}>{t(`job.${state}`)}</StateMark>}
        facts={version.digest && <code>sha256 {version.digest.slice(0, 12)}</code>}
        actions={
          state === 'frozen' && (
            <Button type="primary" aria-keyshortcuts="T" onClick={train}>
              {t('datasets.train')}
              <Key of="T" />
            </Button>
          )
        }
      />
      {version.error && <ErrorPane error={{ ...version.error, data: version.error }} />}
      {facts && (
        <Facts facts={facts}>
          {state === 'frozen' && <VersionDiff project={project} version={version} />}
        </Facts>
      )}
      {state === 'frozen' && <VersionRows project={project} version={version.id} />}
    </>
  );
}

type Facts = NonNullable<DatasetVersion['facts']>;

function Facts({ facts, children }: { facts: Facts; children: ReactNode }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const fills = { train: 'var(--petrol)', validation: 'var(--amber)', test: 'var(--slate)' };
  const labels = Object.entries(facts.byLabel).map(([label, counts]) => ({ label, ...counts }));
  const kinds = rowKinds
    .map(kind => ({ kind, ...facts.byKind[kind] }))
    .filter(({ train, validation, test }) => train + validation + test > 0);
  const countColumns = (['train', 'validation', 'test'] as const).map(name => ({
    title: t(`split.${name}`),
    align: 'end' as const,
    render: (row: Facts['bySplit']) => format.count(row[name]),
  }));
  return (
    <>
      <StatStrip
        stats={[
          { name: t('datasets.rowsName'), value: format.count(facts.rows) },
          {
            name: t('datasets.groups'),
            value: format.count(facts.groups),
            meaning: t('datasets.groupsMeaning'),
          },
          { name: t('datasets.tokens'), value: `≈ ${format.compact(facts.tokens.total)}` },
          {
            name: t('datasets.answer'),
            value: `≈ ${format.count(facts.tokens.answer.median)}`,
            meaning: t('datasets.median'),
          },
        ]}
      />
      <section className={styles.split} aria-labelledby="split">
        <h2 id="split">{t('datasets.split')}</h2>
        <SplitBar
          label={t('datasets.split')}
          parts={(['train', 'validation', 'test'] as const).map(name => ({
            name:
              name === 'test' ? `${t('split.test')} · ${t('datasets.reservedShort')}` : t(`split.${name}`),
            count: facts.bySplit[name],
            fill: fills[name],
            shown: <strong>{format.count(facts.bySplit[name])}</strong>,
          }))}
        />
      </section>
      {kinds.some(({ kind }) => kind !== 'conversation') && (
        <section className={styles.split} aria-labelledby="kinds">
          <h2 id="kinds">{t('datasets.kinds')}</h2>
          <DataTable
            keyOf={row => row.kind}
            rows={kinds}
            columns={[
              {
                title: t('records.kind'),
                render: ({ kind }) => (
                  <>
                    {t(`kind.${kind}`)} <span className="quiet">{t(`datasets.kindUse.${kind}`)}</span>
                  </>
                ),
              },
              ...countColumns,
            ]}
          />
        </section>
      )}
      {children}
      {labels.length > 0 && (
        <section className={styles.split} aria-labelledby="labels">
          <h2 id="labels">{t('datasets.labels')}</h2>
          <DataTable
            keyOf={row => row.label}
            rows={labels}
            columns={[
              { title: t('records.label'), render: ({ label }) => <code>{label || '–'}</code> },
              ...countColumns,
            ]}
          />
        </section>
      )}
    </>
  );
}
