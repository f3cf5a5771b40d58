import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import styles from './vote.module.css';

const keys = ['1', '2', '3', '4', 'Enter', 'S', 'Z', 'P', 'Escape', '?'] as const;

export function KeySheet({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation('evaluation');
  return (
    <Modal open={isOpen} onCancel={close} footer={null} title={t('vote.keys.title')}>
      <dl className={styles.keys}>
        {keys.map(key => (
          <div key={key}>
            <dt>
              <Key of={key} />
            </dt>
            <dd>{t(`vote.keys.${key}`)}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
