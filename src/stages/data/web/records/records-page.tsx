import { useNavigate } from '@tanstack/react-router';
import { Button, Input, type InputRef } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Icon } from '#platform/ui/icon.tsx';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { recordFilters, type RecordRow } from '../../records/record.contract.ts';
import { recordApi } from '../api.ts';
import { FilterPane } from './filter-pane.tsx';
import { Inspector } from './inspector.tsx';
import { useRecordColumns } from './use-record-columns.tsx';
import styles from './records.module.css';

/** The filter and the row in view stand in the address. */
const searchSchema = recordFilters.extend({ row: z.uuid().optional() });

export default function RecordsPage() {
  const { t } = useTranslation('data');
  const project = useProject();
  const navigate = useNavigate();
  const [{ row, ...filter }, change] = useSearchState(searchSchema);
  const list = useKeyset<RecordRow>(
    recordApi.list.infiniteOptions({
      input: (after: string | undefined) => ({ project, ...filter, after, limit: 100 }),
      ...fromStart,
    }),
  );
  const search = useRef<InputRef>(null);
  const columns = useRecordColumns(filter.text);
  usePageTitle(t('records.title'));
  useKeys({
    '/': () => search.current?.focus(),
    '\\': () => change({ row: undefined }),
    Escape: () => change({ row: undefined }),
  });
  const isFiltered = Object.values(filter).some(value => value !== undefined);
  return (
    <>
      <PageHead
        title={t('records.title')}
        facts={
          <Input
            ref={search}
            allowClear
            className={styles.search}
            prefix={<Icon name="search" />}
            suffix={<Key of="/" />}
            placeholder={t('records.search')}
            aria-label={t('records.search')}
            defaultValue={filter.text}
            key={filter.text ?? ''}
            onPressEnter={event => change({ text: event.currentTarget.value || undefined })}
            onClear={() => change({ text: undefined })}
          />
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
        <FilterPane project={project} filter={filter} onChange={change} />
        <div className={styles.list}>
          <QueryPane query={list.query as never}>
            {() =>
              list.rows.length === 0 ? (
                <EmptyState
                  action={
                    isFiltered && (
                      <Button
                        onClick={() =>
                          change({
                            state: undefined,
                            source: undefined,
                            language: undefined,
                            label: undefined,
                            text: undefined,
                          })
                        }
                      >
                        {t('records.dropFilter')}
                      </Button>
                    )
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
              rowHeight={36}
              keyOf={({ id }) => id}
              hasMore={list.hasMore}
              loadMore={list.loadMore}
              current={row}
              onOpen={({ id }) => change({ row: id }, { replace: true })}
              onActive={({ id }) => change({ row: id }, { replace: true })}
            />
          )}
        </div>
        {row && (
          <Inspector
            project={project}
            id={row}
            search={filter.text}
            close={() => change({ row: undefined })}
          />
        )}
      </div>
    </>
  );
}
