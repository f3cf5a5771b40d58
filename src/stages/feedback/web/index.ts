import type { StageWeb } from '#platform/ui/stage-web.ts';

export const feedbackWeb: StageWeb = {
  name: 'feedback',
  menu: [
    { path: 'feedback', label: 'inbox' },
    { path: 'feedback/received', label: 'received' },
  ],
  pages: [
    { path: 'feedback', load: () => import('./inbox-page.tsx') },
    { path: 'feedback/received', load: () => import('./received-page.tsx') },
  ],
  texts: { en: () => import('./messages/en.ts'), zh: () => import('./messages/zh.ts') },
  stale: { feedback: ['feedback', 'promotions'], promotion: ['promotions', 'feedback'] },
  addresses: { promotion: id => `feedback?promotion=${id}` },
};
