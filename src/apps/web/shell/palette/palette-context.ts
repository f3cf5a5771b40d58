import type { Permission } from '#platform/auth/permissions.ts';
import type { Language } from '#platform/i18n/language.ts';
import type { Dictionary } from './dictionary.ts';

/** What entries are made from. */
export type PaletteContext = {
  project: string | undefined;
  language: Language;
  dictionary: Dictionary;
  isAdministrator: boolean;
  /** In the project of the page. */
  may(permission: Permission): boolean;
  go(address: string): void;
};

/** Label and words of one of our own texts. */
export function named({ dictionary, language }: PaletteContext, key: string) {
  const words = dictionary.both(key, language);
  return { label: words[0] ?? key, words };
}
