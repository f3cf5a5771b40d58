import { changeLanguage } from '#platform/i18n/texts.ts';
import { chooseShade } from '#platform/ui/theme/shade.ts';
import { signOut } from '../../account/session.ts';
import { openKeySheet } from '../keys/key-sheet-state.ts';
import type { Entry } from './entry.ts';
import { named, type PaletteContext } from './palette-context.ts';

/** Settings, language, theme, help and the way out. */
export function settingEntries(context: PaletteContext): Entry[] {
  const pages = ['profile', ...(context.isAdministrator ? ['members', 'keys', 'audit'] : [])];
  const settings = named(context, 'shell:settings');
  const switches: [string, () => void][] = [
    ['otherLanguage', () => void changeLanguage(context.language === 'en' ? 'zh' : 'en')],
    ...(['light', 'dark', 'system'] as const).map((shade): [string, () => void] => [
      `theme.${shade}`,
      () => chooseShade(shade),
    ]),
    ['keySheet.title', openKeySheet],
    ['signOut', () => void signOut()],
  ];
  return [
    ...pages.map((page): Entry => ({
      id: `setting.${page}`,
      group: 'setting',
      ...named(context, `shell:settingsPage.${page}`),
      also: settings.words,
      where: settings.label,
      run: () => context.go(`/settings/${page}`),
    })),
    ...switches.map(([key, run]): Entry => ({
      id: `setting.${key}`,
      group: 'setting',
      ...named(context, `shell:${key}`),
      ...(key === 'otherLanguage' ? { lang: context.language === 'en' ? 'zh-CN' : 'en' } : {}),
      ...(key === 'keySheet.title' ? { keys: ['?'] } : {}),
      run,
    })),
  ];
}
