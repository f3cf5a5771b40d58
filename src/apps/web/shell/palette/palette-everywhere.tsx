import { lazy, Suspense, useEffect } from 'react';
import { useParams } from '@tanstack/react-router';
import { useKeys } from '#platform/ui/keys/use-keys.ts';
import { useGoKeys } from '../keys/use-go-keys.ts';
import { closePalette, openPalette, usePaletteOpen } from './palette-state.ts';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(loadPalette);
const idleAfterMs = 4_000;

/** Ctrl or ⌘ with K, and `G` with a letter, for everybody who has a rail. The palette's parts come once the page is still. */
export function PaletteEverywhere() {
  const isOpen = usePaletteOpen();
  const { project } = useParams({ strict: false }) as { project?: string };
  useKeys({ 'Mod+k': openPalette });
  useGoKeys(project);
  useEffect(() => {
    const timer = setTimeout(
      () =>
        void Promise.all([
          loadPalette(),
          import('./dictionary.ts').then(each => each.loadDictionary()),
        ]).catch(() => undefined),
      idleAfterMs,
    );
    return () => clearTimeout(timer);
  }, []);
  if (!isOpen) return null;
  return (
    <Suspense fallback={null}>
      <Palette close={closePalette} />
    </Suspense>
  );
}
