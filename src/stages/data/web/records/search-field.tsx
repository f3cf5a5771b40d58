import { Input, type InputRef } from 'antd';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { Key } from '#platform/ui/keys/key.tsx';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import styles from './records.module.css';

export function SearchField({
  text,
  onSearch,
}: {
  text: string | undefined;
  onSearch: (text: string | undefined) => void;
}) {
  const { t } = useTranslation('data');
  const input = useRef<InputRef>(null);
  useKeys({ '/': () => input.current?.focus() });
  return (
    <Input
      ref={input}
      allowClear
      className={styles.search}
      prefix={<Icon name="search" />}
      suffix={<Key of="/" />}
      placeholder={t('records.search')}
      aria-label={t('records.search')}
      defaultValue={text}
      key={text ?? ''}
      onPressEnter={event => onSearch(event.currentTarget.value || undefined)}
      onClear={() => onSearch(undefined)}
    />
  );
}
