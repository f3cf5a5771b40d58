import { useMutation } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorPane } from '#platform/ui/panes/error-pane.tsx';
import { DiffText } from '#platform/ui/texts/diff-text.tsx';
import type { Promotion } from '../promotion/promotion.contract.ts';
import { promotionApi } from './api.ts';

type Props = {
  project: string;
  promotion: Promotion;
  close: () => void;
  onDone: (promotion: Promotion) => void;
};

/** The text before it is accepted, with what changes. */
export function EditDialog({ project, promotion, close, onDone }: Props) {
  const { t } = useTranslation('feedback');
  const [answer, setAnswer] = useState(promotion.payload.answer);
  const edit = useMutation({
    mutationFn: () =>
      promotionApi.edit.call({ project, id: promotion.id, version: promotion.version, answer }),
    onSuccess: done => {
      close();
      onDone(done);
    },
  });
  return (
    <Modal
      open
      width={720}
      title={t('editTitle')}
      okText={t('save')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: answer.trim() === '' }}
      confirmLoading={edit.isPending}
      onCancel={close}
      onOk={() => edit.mutate()}
    >
      <Input.TextArea
        autoFocus
        aria-label={t('editTitle')}
        autoSize={{ minRows: 4, maxRows: 16 }}
        value={answer}
        onChange={event => setAnswer(event.target.value)}
      />
      {answer !== promotion.payload.answer && (
        <p>
          <DiffText from={promotion.payload.answer} to={answer} />
        </p>
      )}
      {edit.error && <ErrorPane error={edit.error} />}
    </Modal>
  );
}
