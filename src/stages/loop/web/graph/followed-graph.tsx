import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { useShowLineage } from '#platform/ui/object-in-view.ts';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import type { Graph } from '../../graph/graph.contract.ts';
import { graphApi } from '../api.ts';
import { nameWithoutKind } from '../thread/object-names.ts';
import { pageOf } from '../thread/lineage-bar.tsx';
import { useTurns } from '../turns/use-turns.ts';
import { LoopGraph } from './loop-graph.tsx';
import { PickFocus } from './pick-focus.tsx';
import type { Placed } from './place-nodes.ts';
import styles from './graph.module.css';

const searchSchema = z.object({
  focus: z.string().max(320).optional(),
  only: z.boolean().optional(),
});

/** Head and picture of the loop; what is followed stands in the address, as does whether the rest is shown. */
export function FollowedGraph({ project }: { project: string }) {
  const { t } = useTranslation('loop');
  const navigate = useNavigate();
  const [{ focus, only = false }, setSearch] = useSearchState(searchSchema);
  const [isPicking, setPicking] = useState(false);
  const query = useQuery(
    graphApi.get.queryOptions({
      input: { project, ...(focus ? { focus } : {}) },
      placeholderData: before => before,
    }),
  );
  const { turns } = useTurns(project);
  const followed = focus ? query.data?.followed : null;
  useShowLineage(followed?.kind ?? '', followed?.id);
  useKeys({
    f: () => setPicking(true),
    Escape: focus ? () => setSearch({ focus: undefined, only: undefined }) : undefined,
  });
  const open = ({ kind, id }: Placed) => void navigate({ to: addressOfCard(project, kind, id) });
  const follow = (node: Placed) =>
    node.kind === 'calls' || node.kind === 'feedback' ? open(node) : setSearch({ focus: node.key });
  return (
    <>
      <PageHead
        title={t('title')}
        facts={
          followed
            ? t('graph.following', {
                what: `${t(`kind.${followed.kind}`)} ${nameWithoutKind(followed.name)}`,
              })
            : t('facts')
        }
        actions={
          <>
            {followed && (
              <>
                <Button onClick={() => void navigate({ to: pageOf(project, followed.kind, followed.id) })}>
                  {t('graph.tree')}
                </Button>
                <Segmented
                  value={only}
                  onChange={value => setSearch({ only: value || undefined })}
                  options={[
                    { value: true, label: t('graph.followed') },
                    { value: false, label: t('graph.all') },
                  ]}
                />
                <Button
                  aria-keyshortcuts="Escape"
                  onClick={() => setSearch({ focus: undefined, only: undefined })}
                >
                  {t('graph.drop')}
                  <Key of="Escape" />
                </Button>
              </>
            )}
            <Button aria-keyshortcuts="F" onClick={() => setPicking(true)}>
              {t('graph.pick')}
              <Key of="F" />
            </Button>
          </>
        }
      />
      <div className={styles.picture}>
        <QueryPane query={query}>
          {graph =>
            graph.columns.every(({ nodes }) => nodes.length === 0) ? (
              <EmptyState action={<Link to={`/p/${project}/start` as string}>{t('graph.begin')}</Link>}>
                {t('graph.empty')}
              </EmptyState>
            ) : (
              <LoopGraph
                graph={only && followed ? onlyFollowed(graph) : graph}
                turns={turns}
                onFollow={follow}
                onOpen={open}
              />
            )
          }
        </QueryPane>
      </div>
      <PickFocus isOpen={isPicking} close={() => setPicking(false)} follow={to => setSearch({ focus: to })} />
    </>
  );
}

function onlyFollowed(graph: Graph): Graph {
  const columns = graph.columns.map(each => ({ ...each, nodes: each.nodes.filter(node => node.isFollowed) }));
  return { ...graph, columns, edges: graph.edges.filter(edge => edge.isFollowed) };
}

const lists: Record<string, string> = { calls: 'serving/calls', feedback: 'feedback/received' };

/** Counts open their list; an object opens its lineage, from where its page is one step. */
const addressOfCard = (project: string, kind: string, id: string): string =>
  lists[kind] ? `/p/${project}/${lists[kind]}` : pageOf(project, kind, id);
