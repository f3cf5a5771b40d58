import { type Language, languageTag } from './language.ts';

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
