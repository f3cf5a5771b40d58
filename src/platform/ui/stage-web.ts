import type { ComponentType } from 'react';
import type { Permission } from '#platform/auth/permissions.ts';
import type { CatalogLoader } from '#platform/i18n/catalog.ts';

export type StagePage = {
  /** Below /p/:project, in the router's notation: `data/records/$id`. */
  path: string;
  /** Fetched with the first visit, together with the stage's texts. */
  load: () => Promise<{ default: ComponentType }>;
  /** `full`: a page without rail and thread, for voting and labeling. */
  frame?: 'full';
};

/** What one can begin from anywhere. With `key` it is what that key does on the page, else the page itself. */
export type StageBegin = { path: string; label: string; needs: Permission; key?: string };

export type FoundObject = { kind: string; id: string; name: string; number?: number; language?: string };

/** How the command palette finds a stage's objects: those it keeps in the browser, and those it asks the server for. */
export type ObjectFinder = {
  list?(project: string, signal: AbortSignal): Promise<FoundObject[]>;
  search?(project: string, text: string, signal: AbortSignal): Promise<FoundObject[]>;
};

/** The same act at the terminal and over HTTP. */
export type Twin = { command?: string; path: string };

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
  /** `label` is a key of the stage's texts. */
  begins?: readonly StageBegin[];
  objects?: () => Promise<{ default: ObjectFinder }>;
  /** How an object is read elsewhere, by its kind; `path` below /api/v1/projects/:project. */
  twins?: Readonly<Record<string, (id: string) => Twin>>;
};
