import type { Catalog } from '#platform/i18n/catalog.ts';
import type { Language } from '#platform/i18n/language.ts';
import en from './messages/en.ts';
import zh from './messages/zh.ts';

/** A sentence of `messages/` by its key, its fields filled in. The web application has its own by i18next. */
export type Say = (key: string, fields?: Record<string, string | number>) => string;

const catalogs: Record<Language, Catalog> = { en, zh };

/** For the terminal, where there is no i18next. */
export function sayIn(language: Language): Say {
  return (key, fields = {}) => {
    const text =
      (fields.count === 1 ? find(catalogs[language], `${key}_one`) : undefined) ??
      find(catalogs[language], `${key}_other`) ??
      find(catalogs[language], key) ??
      `⟦${key}⟧`;
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(fields[name] ?? ''));
  };
}

function find(catalog: Catalog, key: string): string | undefined {
  const found = key
    .split('.')
    .reduce<Catalog | string | undefined>(
      (place, name) => (typeof place === 'object' ? place[name] : undefined),
      catalog,
    );
  return typeof found === 'string' ? found : undefined;
}
