/** In this order where two fit equally well. */
export const entryGroups = ['action', 'page', 'begin', 'object', 'project', 'setting', 'record'] as const;
export type EntryGroup = (typeof entryGroups)[number];

/** One line of the palette. */
export type Entry = {
  id: string;
  group: EntryGroup;
  /** In the language of now, or content in its own. */
  label: string;
  /** What is searched, in both languages. */
  words: readonly string[];
  /** What also leads here, after all that is called so itself: the stage of a page. */
  also?: readonly string[];
  /** Where it lies, or what it is. */
  where?: string;
  /** As `Key` prints them. */
  keys?: readonly string[];
  /** The language of content that is not the page's. */
  lang?: string;
  run(): void;
};
