import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { VirtualTable } from '#platform/ui/lists/virtual-table.tsx';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useParam, useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import type { Evaluation } from '../../evaluation.contract.ts';
import { voteFilters, voteListQuery, type VoteList, type VoteRow } from '../../results/vote-list.contract.ts';
import { evaluationApi } from '../api.ts';
import { PairInspector } from './pair-inspector.tsx';
import { useVoteColumns } from './use-vote-columns.tsx';
import { VoteFilters } from './vote-filters.tsx';
import { describeFilter } from './describe-filter.ts';
import styles from './votes.module.css';

const searchSchema = voteFilters.extend({ sort: voteListQuery.shape.sort, row: z.int().min(0).optional() });
const noFilter = Object.fromEntries(Object.keys(voteFilters.shape).map(name => [name, undefined]));

export default function VotesPage() {
  const project = useProject();
  const evaluation = useParam('evaluation');
  const query = useQuery(evaluationApi.get.queryOptions({ input: { project, evaluation } }));
  useShowLineage('evaluation', query.data?.id);
  if (!query.data) return <QueryPane query={query}>{() => null}</QueryPane>;
  return <Votes project={project} evaluation={query.data} />;
}

/** The votes a number was counted from: filter, order and the pair in view stand in the address. */
function Votes({ project, evaluation }: { project: string; evaluation: Evaluation }) {
  const { t } = useTranslation('evaluation');
  const format = useFormat();
  const [{ row, sort, ...filter }, change] = useSearchState(searchSchema);
  const input = { project, evaluation: evaluation.id, ...filter };
  const list = useKeyset<VoteRow>(
    evaluationApi.votes.infiniteOptions({
      input: (after: string | undefined) => ({ ...input, sort, after, limit: 100 }),
      ...fromStart,
    }),
  );
  const first = useQuery(evaluationApi.votes.queryOptions({ input: { ...input, limit: 1 } })).data;
  const isClosed = evaluation.state === 'closed';
  const columns = useVoteColumns({ isClosed, isNarrow: row !== undefined });
  const { number } = evaluation;
  usePageTitle(t('list.votes', { number }));
  useKeys({ '\\': () => change({ row: undefined }), Escape: () => change({ row: undefined }) });
  return (
    <>
      <PageHead
        title={t('list.votes', { number })}
        state={first && t('list.match', { count: first.total })}
        facts={<Link to={`/p/${project}/evaluation/${number}` as string}>{t('list.back')}</Link>}
        actions={
          isClosed && (
            <Segmented
              aria-label={t('list.order')}
              value={sort}
              onChange={next => change({ sort: next as typeof sort }, { replace: true })}
              options={[
                { value: 'time', label: t('list.newest') },
                { value: 'length', label: t('list.lengthGap') },
              ]}
            />
          )
        }
      />
      {first && first.withheld > 0 && <p className={styles.note}>{t('list.withheld')}</p>}
      <div className={styles.panes}>
        <VoteFilters facets={first?.facets} filter={filter} onChange={change} />
        <div className={styles.list}>
          <QueryPane query={list.query as never}>
            {() => list.rows.length === 0 && <Nothing filter={filter} drop={() => change(noFilter)} />}
          </QueryPane>
          {list.rows.length > 0 && (
            <VirtualTable<VoteRow>
              label={t('list.votes', { number: format.count(number) })}
              columns={columns}
              rows={list.rows}
              rowHeight={36}
              keyOf={({ id }) => id}
              hasMore={list.hasMore}
              loadMore={list.loadMore}
              {...(first ? { total: first.total } : {})}
              current={list.rows.find(({ pair }) => pair === row)?.id}
              onOpen={({ pair }) => change({ row: pair }, { replace: true })}
              onActive={({ pair }) => change({ row: pair }, { replace: true })}
            />
          )}
        </div>
        {row !== undefined && (
          <PairInspector
            project={project}
            evaluation={evaluation}
            pair={row}
            onlyThis={() => change({ ...noFilter, pair: row })}
            close={() => change({ row: undefined })}
          />
        )}
      </div>
    </>
  );
}

function Nothing({ filter, drop }: { filter: VoteFilter; drop: () => void }) {
  const { t } = useTranslation('evaluation');
  const names = describeFilter(t, filter);
  if (names.length === 0) return <EmptyState>{t('list.noVotes')}</EmptyState>;
  return (
    <EmptyState action={<Button onClick={drop}>{t('list.dropFilter')}</Button>}>
      {t('list.noneMatch', { filter: names.join(t('list.and')) })}
    </EmptyState>
  );
}

type VoteFilter = z.infer<typeof voteFilters>;
export type Facets = VoteList['facets'];
