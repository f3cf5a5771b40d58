import { useSyncExternalStore } from 'react';

export type Undoable = {
  id: number;
  /** What was done, with its count: "Dropped 214 rows". */
  done: string;
  undo(): Promise<unknown>;
};

const kept = 20;
let list: readonly Undoable[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function put(next: readonly Undoable[]): void {
  list = next;
  for (const listener of listeners) listener();
}

/** Something reversible was done: it can be taken back, the last one first. */
export const offerUndo = (done: string, undo: () => Promise<unknown>): void =>
  put([...list, { id: nextId++, done, undo }].slice(-kept));

/** Takes the last act back; it stays in the list where that fails. */
export async function undoLast(): Promise<void> {
  const last = list.at(-1);
  if (!last) return;
  put(list.slice(0, -1));
  try {
    await last.undo();
  } catch (error) {
    put([...list, last]);
    throw error;
  }
}

export const forgetUndo = (): void => put([]);

export const useLastUndo = (): Undoable | undefined =>
  useSyncExternalStore(
    listener => (listeners.add(listener), () => void listeners.delete(listener)),
    () => list.at(-1),
  );
