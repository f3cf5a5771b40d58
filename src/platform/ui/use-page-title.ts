import { useEffect } from 'react';

/** The browser's tab, the history and screen readers hear where we are. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Attune` : 'Attune';
  }, [title]);
}
