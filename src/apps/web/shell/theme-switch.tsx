import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { chooseShade, type ShadeWish, useShadeWish } from '#platform/ui/theme/shade.ts';

const next: Record<ShadeWish, ShadeWish> = { light: 'dark', dark: 'system', system: 'light' };
/** Light, dark, as the system: the icon shows what is chosen now. */
export function ThemeSwitch() {
  const { t } = useTranslation('shell');
  const wish = useShadeWish();
  const label = t(`theme.${wish}`);
  return (
    <Button type="text" size="small" title={label} aria-label={label} onClick={() => chooseShade(next[wish])}>
      <Icon name={wish} />
    </Button>
  );
}
