import type { KeyAct, Keys } from './use-keys.ts';

export type KeyHolder = { current: Keys };
export const actOf = (entry: Keys[string]): KeyAct | undefined =>
  typeof entry === 'object' ? entry.act : entry;

export type KeyInView = { act: KeyAct; does: string | undefined };

/** The keys of everything that is mounted, innermost first: children mount before their parents. */
const holders = new Set<KeyHolder>();
const listeners = new Set<() => void>();

export function showKeys(holder: KeyHolder): () => void {
  holders.add(holder);
  for (const listener of listeners) listener();
  return () => void holders.delete(holder);
}

/** What each key does here and now. */
export function keysInView(): ReadonlyMap<string, KeyInView> {
  const found = new Map<string, KeyInView>();
  for (const { current } of holders)
    for (const [key, entry] of Object.entries(current)) {
      const act = actOf(entry);
      if (act && !found.has(key))
        found.set(key, { act, does: typeof entry === 'object' ? entry.does : undefined });
    }
  return found;
}

/** Does what a key does, as if it were pressed. */
export const pressKey = (key: string): void =>
  keysInView()
    .get(key)
    ?.act(new KeyboardEvent('keydown', { key: key.split('+').at(-1)! }));

const longestWaitMs = 5_000;

/** Presses a key of the page that is about to open, once it is there. */
export function pressWhenShown(key: string, isThere: () => boolean): void {
  const attempt = () => {
    if (!isThere() || !keysInView().has(key)) return;
    stop();
    // After the commit, so that the page has its state.
    setTimeout(() => pressKey(key));
  };
  const stop = () => {
    listeners.delete(attempt);
    clearTimeout(timer);
  };
  const timer = setTimeout(stop, longestWaitMs);
  listeners.add(attempt);
  attempt();
}
