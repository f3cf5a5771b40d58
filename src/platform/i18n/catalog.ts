import type { Language } from './language.ts';

/** Texts by key, nested as the page is. Plurals are pairs `rows_one`, `rows_other`; a language may leave `_one` out. */
export type Catalog = { readonly [key: string]: string | Catalog };

/** The shape that the other language must have: every key of the first, as text. */
export type SameKeys<Texts> = {
  readonly [Key in keyof Texts as Key extends `${string}_one` ? never : Key]: Texts[Key] extends string
    ? string
    : SameKeys<Texts[Key]>;
};

/** One language at a time is fetched. */
export type CatalogLoader = Record<Language, () => Promise<{ default: Catalog }>>;
