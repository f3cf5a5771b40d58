import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Icon } from '#platform/ui/icon.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import type { SetAction } from '../../decisions/decision-set.contract.ts';
import { formatConditions, type SignalCondition, signalConditions } from '../../records/measured-signals.ts';
import { recordFilters, type RecordRow } from '../../records/record.contract.ts';
import { recordApi } from '../api.ts';
import { DecideBar } from './decide-bar.tsx';
import { countChanging } from './count-changing.ts';
import { DecideDialog, type Wish } from './decide-dialog.tsx';
import { FacetPane } from './facet-pane.tsx';
import { FilterChips } from './filter-chips.tsx';
import { Inspector } from './inspector.tsx';
import { SearchField } from './search-field.tsx';
import { useConditionText } from './use-condition-text.ts';
import { type Filter, useFacets } from './use-counts.ts';
import { useRecordColumns } from './use-record-columns.tsx';
import styles from './records.module.css';

/** The filter, the cut that is being tried and the row in view stand in the address. */
const searchSchema = recordFilters.extend({
  row: z.uuid().optional(),
  cut: signalConditions.optional(),
});
const noFilter = Object.fromEntries(
  Object.keys(recordFilters.shape).map(name => [name, undefined]),
) as Filter;

export default function RecordsPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const navigate = useNavigate();
  const [{ row, cut, ...filter }, change] = useSearchState(searchSchema);
  const list = useKeyset<RecordRow>(
    recordApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, ...filter, after, limit: 100 }),
      ...fromStart,
    }),
  );
  const facets = useFacets(project, filter);
  const matches = facets.data?.value?.matches;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [wish, setWish] = useState<Wish>();
  const condition = useConditionText();
  const toggle = (id: string) =>
    setSelected(
      before => new Set(before.has(id) ? [...before].filter(each => each !== id) : [...before, id]),
    );
  const columns = useRecordColumns(filter.text, selected, toggle);
  const narrow = (next: Filter) => {
    setSelected(new Set());
    change({ cut: undefined, ...next });
  };
  const decide = (action: SetAction) =>
    setWish(
      selected.size > 0
        ? { action, filter: { ids: [...selected] }, expected: selected.size }
        : { action, filter, expected: countChanging(action, filter.state, facets.data?.value ?? undefined) },
    );
  const dropBeyond = (one: SignalCondition, expected: number) => {
    const where = [filter.where, formatConditions([one])].filter(Boolean).join(',');
    setWish({ action: 'drop', filter: { ...filter, where }, expected, reason: condition.whole(one) });
  };
  const close = () => change({ row: undefined });
  usePageTitle(t('records.title'));
  useKeys({ '\\': close, Escape: close });
  const isFiltered = Object.values(filter).some(value => value !== undefined);
  return (
    <>
      <PageHead
        title={t('records.title')}
        facts={
          <>
            <SearchField text={filter.text} onSearch={text => narrow({ text })} />
            <FilterChips project={project} filter={filter} onChange={narrow} />
          </>
        }
        actions={
          <Button
            icon={<Icon name="import" />}
            onClick={() => void navigate({ to: `/p/${project}/data/imports` })}
          >
            {t('records.import')}
          </Button>
        }
      />
      <div className={styles.panes}>
        <FacetPane
          project={project}
          filter={filter}
          cut={cut}
          onChange={narrow}
          onCut={next => change({ cut: next }, { replace: true })}
          onDrop={dropBeyond}
        />
        <div className={styles.list}>
          <QueryPane query={list.query as never}>
            {() =>
              list.rows.length === 0 ? (
                <EmptyState
                  action={
                    isFiltered && <Button onClick={() => narrow(noFilter)}>{t('records.dropFilter')}</Button>
                  }
                >
                  {t(isFiltered ? 'records.none' : 'records.empty')}
                </EmptyState>
              ) : null
            }
          </QueryPane>
          {list.rows.length > 0 && (
            <VirtualTable<RecordRow>
              label={t('records.title')}
              columns={columns}
              rows={list.rows}
              {...(matches === undefined ? {} : { total: matches })}
              rowHeight={36}
              keyOf={({ id }) => id}
              hasMore={list.hasMore}
              loadMore={list.loadMore}
              current={row}
              selected={selected}
              onSelect={toggle}
              onOpen={({ id }) => change({ row: id }, { replace: true })}
              onActive={({ id }) => change({ row: id }, { replace: true })}
            />
          )}
        </div>
        {row && <Inspector project={project} id={row} search={filter.text} close={close} />}
      </div>
      {(list.rows.length > 0 || isFiltered) && (
        <DecideBar
          matches={matches}
          selected={selected.size}
          onDecide={decide}
          onClear={() => setSelected(new Set())}
        />
      )}
      {wish && (
        <DecideDialog
          project={project}
          wish={wish}
          close={() => setWish(undefined)}
          onDecided={() => {
            setSelected(new Set());
            change({ cut: undefined }, { replace: true });
          }}
        />
      )}
    </>
  );
}
