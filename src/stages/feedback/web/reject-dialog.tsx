import { useMutation } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import type { Promotion } from '../promotion/promotion.contract.ts';
import { promotionApi } from './api.ts';

type Props = {
  project: string;
  promotion: Promotion;
  close: () => void;
  onDone: (promotion: Promotion) => void;
};

/** A rejection says why. */
export function RejectDialog({ project, promotion, close, onDone }: Props) {
  const { t } = useTranslation('feedback');
  const [reason, setReason] = useState('');
  const reject = useMutation({
    mutationFn: () =>
      promotionApi.reject.call({ project, id: promotion.id, version: promotion.version, reason }),
    onSuccess: done => {
      close();
      onDone(done);
    },
  });
  return (
    <Modal
      open
      title={t('rejectTitle')}
      okText={t('reject')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: reason.trim() === '' }}
      confirmLoading={reject.isPending}
      onCancel={close}
      onOk={() => reject.mutate()}
    >
      <Input
        autoFocus
        aria-label={t('reason')}
        placeholder={t('reasonHint')}
        maxLength={1_000}
        value={reason}
        onChange={event => setReason(event.target.value)}
        onPressEnter={event => !event.nativeEvent.isComposing && reason.trim() !== '' && reject.mutate()}
      />
      {reject.error && <ErrorPane error={reject.error} />}
    </Modal>
  );
}
