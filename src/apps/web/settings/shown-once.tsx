import { App, Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './settings.module.css';

/** A key or link that cannot be seen again: copied now, or made anew. */
export function ShownOnce({
  title,
  text,
  secret,
  close,
}: {
  title: string;
  text: string;
  secret: string;
  close: () => void;
}) {
  const { t } = useTranslation('shell');
  const { message } = App.useApp();
  const copy = () =>
    void navigator.clipboard.writeText(secret).then(
      () => message.success(t('copied')),
      () => message.info(t('copyByHand')),
    );
  return (
    <Modal open title={title} onCancel={close} footer={<Button onClick={close}>{t('close')}</Button>}>
      <div className={styles.once}>
        <p>{text}</p>
        <code>{secret}</code>
        <Button type="primary" onClick={copy}>
          {t('copy')}
        </Button>
      </div>
    </Modal>
  );
}
