import { useCallback, useEffect, useRef, useState } from 'react';

export type SaveState =
  | { kind: 'saved'; at: Date | undefined }
  | { kind: 'dirty' }
  | { kind: 'saving' }
  /** Somebody else saved meanwhile: nothing is written until the person has chosen. */
  | { kind: 'conflict' }
  | { kind: 'failed'; error: unknown };

const restMs = 800;

/**
 * Saves a document some time after the last change, one save at a time. What is not saved yet lies in this browser under
 * `key`, so that a closed tab, a reload or a lost server loses nothing. `save` throws `version_conflict` where somebody
 * else was faster.
 */
export function useAutosave<Value>(key: string, stored: Value, save: (value: Value) => Promise<unknown>) {
  const [value, setValue] = useState<Value>(() => readDraft<Value>(key) ?? stored);
  const [state, setState] = useState<SaveState>(() =>
    readDraft(key) === undefined ? { kind: 'saved', at: undefined } : { kind: 'dirty' },
  );
  const latest = useRef({ value, save, isSaving: false });
  latest.current.value = value;
  latest.current.save = save;

  const flush = useCallback(async () => {
    const current = latest.current;
    if (current.isSaving) return;
    current.isSaving = true;
    setState({ kind: 'saving' });
    const saving = current.value;
    try {
      await current.save(saving);
      const isCurrent = current.value === saving;
      if (isCurrent) localStorage.removeItem(key);
      setState(isCurrent ? { kind: 'saved', at: new Date() } : { kind: 'dirty' });
    } catch (error) {
      const isConflict = (error as { code?: string }).code === 'version_conflict';
      setState(isConflict ? { kind: 'conflict' } : { kind: 'failed', error });
    } finally {
      current.isSaving = false;
    }
  }, [key]);

  const change = useCallback(
    (next: Value) => {
      setValue(next);
      localStorage.setItem(key, JSON.stringify(next));
      setState(old => (old.kind === 'conflict' ? old : { kind: 'dirty' }));
    },
    [key],
  );

  useEffect(() => {
    if (state.kind !== 'dirty') return;
    const timer = setTimeout(() => void flush(), restMs);
    return () => clearTimeout(timer);
  }, [state, value, flush]);

  /** Takes what is stored instead of what was typed here. */
  const take = useCallback(
    (theirs: Value) => {
      localStorage.removeItem(key);
      setValue(theirs);
      setState({ kind: 'saved', at: undefined });
    },
    [key],
  );
  /** Goes on from a conflict with what was agreed on; it is saved as any change is. */
  const settle = useCallback(
    (agreed: Value) => {
      setValue(agreed);
      localStorage.setItem(key, JSON.stringify(agreed));
      setState({ kind: 'dirty' });
    },
    [key],
  );
  return { value, change, state, flush, take, settle };
}

function readDraft<Value>(key: string): Value | undefined {
  const text = localStorage.getItem(key);
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as Value;
  } catch {
    return undefined;
  }
}
