import type { CatalogLoader } from '#platform/i18n/catalog.ts';
import { loopWeb } from '#stages/loop/web/index.ts';

/** Texts that every page needs: the frame around it, the thread above it, and what errors say. */
export const shellTexts: Record<string, CatalogLoader> = {
  shell: { en: () => import('./shell.en.ts'), zh: () => import('./shell.zh.ts') },
  loop: loopWeb.texts,
  errors: { en: () => import('./errors.en.ts'), zh: () => import('./errors.zh.ts') },
};
