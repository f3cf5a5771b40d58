import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { useObjectActions } from './use-object-actions.ts';

/** `⋯` of the object that the page is about. */
export function ObjectMenu() {
  const { t } = useTranslation('shell');
  const actions = useObjectActions();
  if (actions.length === 0) return null;
  const items = actions.map(({ key, does, act }) => ({ key, label: does, onClick: act }));
  return (
    <Dropdown trigger={['click']} menu={{ items }} placement="bottomRight">
      <Button
        type="text"
        size="small"
        aria-haspopup="menu"
        title={t('object.menu')}
        aria-label={t('object.menu')}
      >
        <Icon name="more" />
      </Button>
    </Dropdown>
  );
}
