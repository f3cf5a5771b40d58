import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { signOut } from '../account/session.ts';

export function SignOut() {
  const { t } = useTranslation('shell');
  return (
    <Button
      type="text"
      size="small"
      title={t('signOut')}
      aria-label={t('signOut')}
      onClick={() => void signOut()}
    >
      <Icon name="leave" />
    </Button>
  );
}
