import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { CountLink } from '#platform/ui/numbers/count-link.tsx';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { StateMark } from '#platform/ui/panes/state-mark.tsx';
import { StatStrip } from '#platform/ui/panes/stat-strip.tsx';
import { StepBar } from '#platform/ui/panes/step-bar.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import type { Import } from '../../sources/import.contract.ts';
import { importApi } from '../api.ts';
import { jobMarks } from '../job-marks.ts';
import { RejectTable } from './reject-table.tsx';
import styles from './imports.module.css';

/** One file: every row ended as record, duplicate or reject, and the three add up. */
export default function ImportPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const id = useParam('id');
  const query = useQuery(importApi.get.queryOptions({ input: { project, id } }));
  usePageTitle(query.data ? t('imports.one', { number: query.data.number }) : undefined);
  useShowLineage('import_batch', query.data?.id);
  return <QueryPane query={query}>{found => <Found project={project} found={found} />}</QueryPane>;
}

function Found({ project, found }: { project: string; found: Import }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const seconds = ((found.endedAt ?? new Date()).getTime() - found.createdAt.getTime()) / 1000;
  return (
    <>
      <PageHead
        title={t('imports.one', { number: found.number })}
        state={<StateMark mark={jobMarks[found.state]}>{t(`job.${found.state}`)}</StateMark>}
        facts={
          <>
            <span>{found.fileName}</span>
            <span>{found.format}</span>
            <code>{found.fileDigest.slice(0, 12)}</code>
          </>
        }
      />
      {found.error && <ErrorPane error={{ ...found.error, data: found.error }} />}
      <div className={styles.progress}>
        <StepBar done={found.bytesDone} total={found.bytesTotal} label={t('imports.progress')} />
        <p className="quiet">
          {t('imports.bytes', {
            done: format.bytes(found.bytesDone),
            total: format.bytes(found.bytesTotal),
            rate: format.count(Math.round(found.readCount / Math.max(0.1, seconds))),
          })}
        </p>
      </div>
      <StatStrip
        stats={[
          { name: t('imports.readCount'), value: format.count(found.readCount), meaning: t('imports.sum') },
          {
            name: t('imports.recordCount'),
            value: (
              <CountLink
                count={found.recordCount}
                to={`/p/${project}/data/records`}
                search={{ source: found.sourceId }}
              />
            ),
          },
          {
            name: t('imports.duplicateCount'),
            value: format.count(found.duplicateCount),
            meaning: t('imports.wereHere'),
          },
          {
            name: t('imports.rejectCount'),
            value: format.count(found.rejectCount),
            meaning: t('imports.nothingLost'),
          },
        ]}
      />
      {found.rejectCount > 0 && <RejectTable project={project} id={found.id} />}
    </>
  );
}
