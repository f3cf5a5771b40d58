import { useMutation, useQuery } from '@tanstack/react-query';
import { AutoComplete, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { offerUndo } from '#platform/ui/undo/undo-list.ts';
import { useFormat } from '#platform/ui/use-language.ts';
import type { DecisionFilter, SetAction } from '../../decisions/decision-set.contract.ts';
import { decisionSetApi } from '../api.ts';
import { followDecision, undoDecision } from './deciding.ts';

export type Wish = {
  action: SetAction;
  filter: DecisionFilter;
  /** Rows that are meant, as far as they are counted. */
  expected: number | undefined;
  reason?: string;
};

type Props = { project: string; wish: Wish; close: () => void; onDecided: () => void };

/** A decision says why, once for all its rows; reasons that were given before are offered. */
export function DecideDialog({ project, wish, close, onDecided }: Props) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const [reason, setReason] = useState(wish.reason ?? '');
  const before = useQuery(decisionSetApi.list.queryOptions({ input: { project, limit: 50 } }));
  const { action, filter, expected } = wish;
  const decide = useMutation({
    mutationFn: () => decisionSetApi.create.call({ project, action, reason, filter }),
    onSuccess: async started => {
      close();
      onDecided();
      const ended = await followDecision(project, started);
      const done = t(`decide.done.${action}`, { count: ended.decided, shown: format.count(ended.decided) });
      offerUndo(t('decide.because', { done, reason: ended.reason }), () => undoDecision(project, ended.id));
    },
  });
  const isReady = reason.trim() !== '';
  const reasons = [...new Set(before.data?.items.map(item => item.reason))];
  return (
    <Modal
      open
      title={
        expected === undefined
          ? t(`decide.title.${action}`)
          : t(`decide.titleOf.${action}`, { count: expected, shown: format.count(expected) })
      }
      okText={t(`decide.ok.${action}`)}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isReady }}
      confirmLoading={decide.isPending}
      onCancel={close}
      onOk={() => decide.mutate()}
    >
      <AutoComplete
        autoFocus
        defaultOpen={false}
        style={{ width: '100%' }}
        aria-label={t('decide.reason')}
        placeholder={t('decide.reasonHint')}
        maxLength={500}
        value={reason}
        onChange={setReason}
        options={reasons.map(value => ({ value }))}
        showSearch={{
          filterOption: (typed, option) => option!.value.toLowerCase().includes(typed.toLowerCase()),
        }}
        onInputKeyDown={event => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && isReady) decide.mutate();
        }}
      />
      <p className="quiet">{t('decide.reversible')}</p>
      {decide.error && <ErrorPane error={decide.error} />}
    </Modal>
  );
}
