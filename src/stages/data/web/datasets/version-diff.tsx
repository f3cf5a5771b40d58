import { useQuery } from '@tanstack/react-query';
import { Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import type { DatasetVersion } from '../../datasets/dataset.contract.ts';
import { type DiffKind, diffKinds, type VersionDiff as Diff } from '../../datasets/version-diff.contract.ts';
import { datasetApi, versionDiffApi } from '../api.ts';
import { DiffRows } from './diff-rows.tsx';
import styles from './datasets.module.css';

const searchSchema = z.object({ against: z.uuid().optional(), diff: z.enum(diffKinds).optional() });

/** What became of the rows since another version; a row in another split would make results unfair to compare. */
export function VersionDiff({ project, version }: { project: string; version: DatasetVersion }) {
  const { t } = useTranslation('data');
  const [{ against, diff: kind }, change] = useSearchState(searchSchema);
  const wish = { project, id: version.id, ...(against ? { against } : {}) };
  const counts = useQuery({
    ...versionDiffApi.counts.queryOptions({ input: wish }),
    placeholderData: before => before,
  });
  const versions = useQuery(
    datasetApi.versions.queryOptions({ input: { project, id: version.datasetId, limit: 200 } }),
  );
  const others =
    versions.data?.items.filter(({ id, state }) => id !== version.id && state === 'frozen') ?? [];
  const chosen = against ?? counts.data?.against?.id;
  return (
    <section className={styles.split} aria-labelledby="diff">
      <div className={styles.rowsHead}>
        <h2 id="diff">
          {t('diff.title')}{' '}
          {others.length > 0 && (
            <Select
              size="small"
              popupMatchSelectWidth={false}
              aria-label={t('diff.against')}
              value={chosen ?? null}
              options={others.map(({ id, n }) => ({ value: id, label: `v${n}` }))}
              onChange={next => change({ against: next }, { replace: true })}
            />
          )}
        </h2>
        {counts.data?.against && (
          <Kinds
            diff={counts.data}
            kind={kind}
            choose={next => change({ diff: next === kind ? undefined : next }, { replace: true })}
          />
        )}
      </div>
      <QueryPane query={counts}>
        {diff => (diff.against ? null : <p className="quiet">{t('diff.first')}</p>)}
      </QueryPane>
      {kind && counts.data?.against && <DiffRows wish={wish} kind={kind} />}
    </section>
  );
}

function Kinds({
  diff,
  kind,
  choose,
}: {
  diff: Diff;
  kind: DiffKind | undefined;
  choose: (kind: DiffKind) => void;
}) {
  const { t } = useTranslation('data');
  const format = useFormat();
  return (
    <span className={styles.kinds}>
      <span className="quiet">{t('diff.same', { shown: format.count(diff.same) })}</span>
      <Segmented
        size="small"
        value={kind ?? ''}
        onChange={value => choose(value as DiffKind)}
        options={diffKinds.map(value => ({
          value,
          label: (
            <span data-wrong={value === 'moved' && diff.moved > 0}>
              {t(`diff.${value}`)} <strong>{format.count(diff[value])}</strong>
              {value === 'moved' && <span className="quiet"> {t('diff.mustBeZero')}</span>}
            </span>
          ),
        }))}
      />
    </span>
  );
}
