import type { ComponentType } from 'react';
import type { CatalogLoader } from '#platform/i18n/catalog.ts';

export type StagePage = {
  /** Below /p/:project, in the router's notation: `data/records/$id`. */
  path: string;
  /** Fetched with the first visit, together with the stage's texts. */
  load: () => Promise<{ default: ComponentType }>;
  /** `full`: a page without rail and thread, for voting and labeling. */
  frame?: 'full';
};

/** What a stage brings to the web application. */
export type StageWeb = {
  /** Its word in the address and the name of its texts. */
  name: string;
  /** The rail's sub-pages; `label` is a key of the stage's texts below `menu`. */
  menu: readonly { path: string; label: string }[];
  pages: readonly StagePage[];
  texts: CatalogLoader;
  /** Which apis (by the name they were made with) an event makes stale: `import` covers `import.progress`. */
  stale: Readonly<Record<string, readonly string[]>>;
  /** Where an object of the stage is shown, below /p/:project, by its kind in lineage. */
  addresses?: Readonly<Record<string, (id: string) => string>>;
};
