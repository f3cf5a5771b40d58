import { useSyncExternalStore } from 'react';

let isOpen = false;
const listeners = new Set<() => void>();

function set(next: boolean): void {
  isOpen = next;
  for (const listener of listeners) listener();
}

export const openKeySheet = (): void => set(true);
export const closeKeySheet = (): void => set(false);

export const useKeySheetOpen = (): boolean =>
  useSyncExternalStore(
    listener => (listeners.add(listener), () => void listeners.delete(listener)),
    () => isOpen,
  );
