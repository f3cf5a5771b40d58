import { lazy, Suspense } from 'react';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { closeKeySheet, openKeySheet, useKeySheetOpen } from './key-sheet-state.ts';

const KeySheet = lazy(() => import('./key-sheet.tsx'));

/** `?` on every page of somebody signed in, unless the page has a list of its own. */
export function KeysEverywhere() {
  const isOpen = useKeySheetOpen();
  useKeys({ '?': openKeySheet });
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <KeySheet close={closeKeySheet} />
    </Suspense>
  );
}
