import type { Catalog } from '#platform/i18n/catalog.ts';
import { type Language, languages } from '#platform/i18n/language.ts';
import { shellTexts } from '../../messages/index.ts';
import { stages } from '../../stages.ts';

export type Dictionary = {
  /** A text in both languages, the language of now first; the key as i18next takes it, `stage:menu.runs`. */
  both(key: string, language: Language): string[];
  /** What a text of the page is called in the other language, where it is one of ours. */
  otherOf(text: string): string[];
};

let loading: Promise<Dictionary> | undefined;

/** All texts of both languages, so that either finds everything; once, when the palette is first wanted. */
export const loadDictionary = (): Promise<Dictionary> => (loading ??= load());

async function load(): Promise<Dictionary> {
  const loaders = { ...shellTexts, ...Object.fromEntries(stages.map(({ name, texts }) => [name, texts])) };
  const texts: Record<Language, Map<string, string>> = { en: new Map(), zh: new Map() };
  await Promise.all(
    Object.entries(loaders).flatMap(([name, loader]) =>
      languages.map(async language =>
        collect(texts[language], `${name}:`, (await loader[language]()).default),
      ),
    ),
  ).catch(error => {
    loading = undefined;
    throw error;
  });
  const others = pairUp(texts);
  return {
    both: (key, language) =>
      [texts[language].get(key), texts[language === 'en' ? 'zh' : 'en'].get(key)].filter(
        each => each !== undefined,
      ),
    otherOf: text => others.get(text) ?? [],
  };
}

function collect(into: Map<string, string>, prefix: string, catalog: Catalog): void {
  for (const [key, value] of Object.entries(catalog))
    if (typeof value === 'string') into.set(prefix + key, value);
    else collect(into, `${prefix}${key}.`, value);
}

function pairUp({ en, zh }: Record<Language, Map<string, string>>): Map<string, string[]> {
  const pairs = new Map<string, string[]>();
  const add = (from: string, to: string) => pairs.set(from, [...new Set([...(pairs.get(from) ?? []), to])]);
  for (const [key, text] of en) {
    const other = zh.get(key);
    if (other === undefined) continue;
    add(text, other);
    add(other, text);
  }
  return pairs;
}
