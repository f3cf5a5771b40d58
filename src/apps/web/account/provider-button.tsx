import { Button, Divider } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { signInByProvider } from './session.ts';

type Props = { name: string; to: string; isOn: boolean; fail: (error: unknown) => void };

/** Above the password where a provider is configured: most people of such a place have no password here. */
export function ProviderButton({ name, to, isOn, fail }: Props) {
  const { t } = useTranslation('shell');
  const [isLeaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    fail(undefined);
    try {
      await signInByProvider(to);
    } catch (error) {
      fail(error);
      setLeaving(false);
    }
  };
  return (
    <>
      <Button
        type="primary"
        size="large"
        block
        disabled={!isOn}
        loading={isLeaving}
        onClick={() => void leave()}
      >
        {t('signIn.provider', { name })}
      </Button>
      <Divider plain style={{ margin: 0 }}>
        {t('signIn.or')}
      </Divider>
    </>
  );
}
