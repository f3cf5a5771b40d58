export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** The tag that browsers, screen readers and Intl understand. */
export const languageTag: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

const storageKey = 'attune.language';

/** The language chosen last in this browser, else the first of the browser's own that we speak. */
export function readLanguage(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return navigator.languages.some(tag => tag.toLowerCase().startsWith('zh')) ? 'zh' : 'en';
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = languageTag[language];
}
