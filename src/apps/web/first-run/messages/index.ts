import type { CatalogLoader } from '#platform/i18n/catalog.ts';

export const setupTexts: CatalogLoader = { en: () => import('./en.ts'), zh: () => import('./zh.ts') };
