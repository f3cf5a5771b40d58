import { Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './start.module.css';

/** The same turn as a file, to copy and change. */
export function LoopFileButton({ text }: { text: string }) {
  const { t } = useTranslation('loop');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('start.file')}</Button>
      <Modal
        open={isOpen}
        title="loop.yaml"
        width={860}
        footer={null}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p className="quiet">{t('start.fileText')}</p>
        <pre className={styles.file} tabIndex={0} lang="en">
          {text}
        </pre>
      </Modal>
    </>
  );
}
