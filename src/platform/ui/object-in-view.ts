import { useEffect, useSyncExternalStore } from 'react';

/** What a page is about, for the thread above it: a kind and an id as lineage knows them. */
export type ObjectInView = { kind: string; id: string };

let inView: ObjectInView | undefined;
const listeners = new Set<() => void>();

function show(object: ObjectInView | undefined): void {
  inView = object;
  for (const listener of listeners) listener();
}

/** An object page says what it shows; the frame draws the object's lineage above it. */
export function useShowLineage(kind: string, id: string | undefined): void {
  useEffect(() => {
    if (id === undefined) return;
    show({ kind, id });
    return () => show(undefined);
  }, [kind, id]);
}

export const useObjectInView = (): ObjectInView | undefined =>
  useSyncExternalStore(
    listener => (listeners.add(listener), () => void listeners.delete(listener)),
    () => inView,
  );
