import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import * as z from 'zod';
import { invalidate } from '#platform/ui/api/query-client.ts';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { fromStart, useKeyset } from '#platform/ui/lists/use-keyset.ts';
import { EmptyState } from '#platform/ui/panes/empty-state.tsx';
import { textOfError } from '#platform/ui/panes/error-text.ts';
import { PageHead } from '#platform/ui/panes/page-head.tsx';
import { QueryPane } from '#platform/ui/panes/query-pane.tsx';
import { ActionBar } from '#platform/ui/undo/action-bar.tsx';
import { offerUndo } from '#platform/ui/undo/undo-list.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import { usePageTitle } from '#platform/ui/use-page-title.ts';
import { useProject } from '#platform/ui/use-project.ts';
import { useSearchState } from '#platform/ui/use-search-state.ts';
import { type Promotion, promotionShapes, promotionStates } from '../promotion/promotion.contract.ts';
import { promotionApi } from './api.ts';
import { EditDialog } from './edit-dialog.tsx';
import { PromotionView } from './promotion-view.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import styles from './feedback.module.css';

const searchSchema = z.object({
  state: z.enum(promotionStates).default('proposed'),
  shape: z.enum(promotionShapes).optional(),
  promotion: z.uuid().optional(),
});

/** Feedback on its way to training data: what it would become, and one key for each decision. */
export default function InboxPage() {
  const { t } = useTranslation('feedback');
  const format = useFormat();
  const project = useProject();
  const { message } = App.useApp();
  const [search, change] = useSearchState(searchSchema);
  const list = useKeyset<Promotion>(
    promotionApi.list.infiniteOptions({
      input: (after: string | undefined) => ({
        project,
        state: search.state,
        shape: search.shape,
        after,
        limit: 100,
      }),
      ...fromStart,
    }),
  );
  const counts = useQuery(promotionApi.count.queryOptions({ input: { project } }));
  const [dialog, setDialog] = useState<'reject' | 'edit'>();
  const at = Math.max(
    0,
    list.rows.findIndex(({ id }) => id === search.promotion),
  );
  const current = list.rows[at];
  const settle = () => Promise.all([invalidate('promotions'), invalidate('overview')]);
  const fail = (error: unknown) => void message.error(textOfError(t, error).message);
  const move = (by: number) => {
    const next = list.rows[Math.max(0, Math.min(list.rows.length - 1, at + by))];
    if (next) change({ promotion: next.id }, { replace: true });
  };

  /** The one after takes its place; taking back puts it into the list again. */
  const decided = (decision: Promotion) => {
    const next = list.rows[at + 1] ?? list.rows[at - 1];
    change({ promotion: next?.id }, { replace: true });
    offerUndo(t(`done.${decision.state}`), async () => {
      await promotionApi.undo.call({ project, id: decision.id, version: decision.version });
      await settle();
    });
    void settle();
  };
  const accept = useMutation({
    mutationFn: ({ id, version }: Promotion) => promotionApi.accept.call({ project, id, version }),
    onSuccess: decided,
    onError: fail,
  });
  const propose = useMutation({
    mutationFn: () => proposeAll(project),
    onSuccess: found => {
      void message.info(t('proposed', { count: found }));
      void settle();
    },
    onError: fail,
  });
  const isOpen = current?.state === 'proposed';
  useKeys({
    a: isOpen ? () => accept.mutate(current) : undefined,
    r: isOpen ? () => setDialog('reject') : undefined,
    e: isOpen ? () => setDialog('edit') : undefined,
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
  });
  usePageTitle(t('inbox.title'));
  const sum =
    counts.data && promotionShapes.reduce((all, shape) => all + counts.data[search.state][shape], 0);
  return (
    <>
      <PageHead
        title={t('inbox.title')}
        facts={
          <Segmented
            size="small"
            value={search.state}
            onChange={state => change({ state: state as typeof search.state, promotion: undefined })}
            options={promotionStates.map(value => ({ value, label: t(`state.${value}`) }))}
          />
        }
        actions={
          <Button loading={propose.isPending} onClick={() => propose.mutate()}>
            {t('inbox.propose')}
          </Button>
        }
      />
      <QueryPane query={list.query as never}>
        {() =>
          list.rows.length === 0 ? (
            <EmptyState action={<Button onClick={() => propose.mutate()}>{t('inbox.propose')}</Button>}>
              {t(search.state === 'proposed' ? 'inbox.empty' : 'inbox.none')}
            </EmptyState>
          ) : null
        }
      </QueryPane>
      {list.rows.length > 0 && (
        <div className={styles.panes}>
          <ul className={styles.list} aria-label={t('inbox.title')}>
            {list.rows.map(promotion => (
              <li key={promotion.id}>
                <button
                  type="button"
                  aria-current={promotion.id === current?.id}
                  onClick={() => change({ promotion: promotion.id }, { replace: true })}
                >
                  <strong>{t(`shape.${promotion.shape}`)}</strong>{' '}
                  <span className="quiet">{t(`kind.${promotion.kind}`)}</span>
                  <span className={styles.preview}>{promotion.payload.prompt.at(-1)?.content}</span>
                </button>
              </li>
            ))}
            {list.hasMore && (
              <li>
                <Button type="link" onClick={list.loadMore}>
                  {t('more')}
                </Button>
              </li>
            )}
          </ul>
          {current && <PromotionView project={project} promotion={current} />}
        </div>
      )}
      <ActionBar
        subject={sum !== undefined && t('inbox.count', { count: sum, shown: format.count(sum) })}
        actions={
          isOpen && (
            <>
              <Button
                type="primary"
                aria-keyshortcuts="A"
                loading={accept.isPending}
                onClick={() => accept.mutate(current)}
              >
                {t('accept')}
                <Key of="A" />
              </Button>
              <Button aria-keyshortcuts="R" onClick={() => setDialog('reject')}>
                {t('reject')}
                <Key of="R" />
              </Button>
              <Button aria-keyshortcuts="E" onClick={() => setDialog('edit')}>
                {t('edit')}
                <Key of="E" />
              </Button>
            </>
          )
        }
      />
      {dialog === 'reject' && current && (
        <RejectDialog
          project={project}
          promotion={current}
          close={() => setDialog(undefined)}
          onDone={decided}
        />
      )}
      {dialog === 'edit' && current && (
        <EditDialog
          project={project}
          promotion={current}
          close={() => setDialog(undefined)}
          onDone={() => void settle()}
        />
      )}
    </>
  );
}

/** Reads all new feedback, a batch a call. Gives how many proposals came of it. */
async function proposeAll(project: string): Promise<number> {
  let found = 0;
  let after: string | undefined;
  do {
    const { proposed, next } = await promotionApi.propose.call({ project, after });
    found += proposed.sft + proposed.dpo + proposed.kto;
    after = next ?? undefined;
  } while (after);
  return found;
}
