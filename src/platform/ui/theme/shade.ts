import { useSyncExternalStore } from 'react';
import type { Shade } from './ant-theme.ts';

/** What was chosen: a shade, or to follow the system. */
export type ShadeWish = Shade | 'system';

const storageKey = 'attune.theme';
const system = () => matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function readShadeWish(): ShadeWish {
  const kept = localStorage.getItem(storageKey);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function chooseShade(wish: ShadeWish): void {
  localStorage.setItem(storageKey, wish);
  for (const listener of listeners) listener();
}

const shadeNow = (): Shade => {
  const wish = readShadeWish();
  return wish === 'system' ? (system().matches ? 'dark' : 'light') : wish;
};

function subscribe(listener: () => void): () => void {
  const media = system();
  listeners.add(listener);
  media.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', listener);
  };
}

export const useShade = (): Shade => useSyncExternalStore(subscribe, shadeNow);
export const useShadeWish = (): ShadeWish => useSyncExternalStore(subscribe, readShadeWish);
