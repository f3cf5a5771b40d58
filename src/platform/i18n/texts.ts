import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { CatalogLoader } from './catalog.ts';
import { keepLanguage, readLanguage } from './chosen-language.ts';
import type { Language } from './language.ts';

const loaders = new Map<string, CatalogLoader>();

/** The texts of the application. Nothing is shown before the catalogue it needs is there. */
export const texts: i18n = i18next.createInstance();

export async function startTexts(): Promise<void> {
  const language = readLanguage();
  keepLanguage(language);
  await texts.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    ns: [],
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
    returnNull: false,
    // Seen by people and by tests: a text that nobody wrote must not look like one.
    parseMissingKeyHandler: (key, given) => given ?? `⟦${key}⟧`,
  });
}

/** Makes the texts of one stage or part available in the language of now, and later in any other. */
export async function addTexts(name: string, loader: CatalogLoader): Promise<void> {
  if (loaders.has(name) && texts.hasResourceBundle(texts.language, name)) return;
  loaders.set(name, loader);
  await load(name, texts.language as Language);
}

/** Fetches all that is in use before it changes, so that no page shows two languages. */
export async function changeLanguage(language: Language): Promise<void> {
  await Promise.all([...loaders.keys()].map(name => load(name, language)));
  keepLanguage(language);
  await texts.changeLanguage(language);
}

async function load(name: string, language: Language): Promise<void> {
  if (texts.hasResourceBundle(language, name)) return;
  const { default: catalog } = await loaders.get(name)![language]();
  texts.addResourceBundle(language, name, catalog);
}
