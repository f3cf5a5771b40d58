import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** What to follow, named as people know it: run 3, a model version, the id an application got. */
export function PickFocus({
  isOpen,
  close,
  follow,
}: {
  isOpen: boolean;
  close: () => void;
  follow: (focus: string) => void;
}) {
  const { t } = useTranslation('loop');
  const [text, setText] = useState('');
  const submit = () => {
    if (text.trim() === '') return;
    follow(`any:${text.trim()}`);
    setText('');
    close();
  };
  return (
    <Modal
      open={isOpen}
      title={t('graph.pick')}
      okText={t('graph.pickOk')}
      cancelText={t('shell:close')}
      onOk={submit}
      onCancel={close}
      destroyOnHidden
    >
      <Input
        autoFocus
        aria-label={t('graph.pick')}
        placeholder={t('graph.pickHint')}
        value={text}
        onChange={event => setText(event.target.value)}
        onPressEnter={submit}
      />
    </Modal>
  );
}
