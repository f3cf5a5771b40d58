import { useEffect, useRef } from 'react';
import { actOf, type KeyHolder, showKeys } from './keys-in-view.ts';

export type KeyAct = (event: KeyboardEvent) => void;

/**
 * `a`, `Shift+r`, `Mod+k` (Ctrl or ⌘), `Escape`, `?`, `[`. The list of keys takes what a key does from the button that it is
 * printed on (`aria-keyshortcuts`); a key without a button says it itself.
 */
export type Keys = Record<string, KeyAct | { does: string; act: KeyAct } | undefined>;

/**
 * Keys of a page while it is shown. Single keys rest while somebody types or composes, and behind an open dialog; keys
 * with Mod work everywhere.
 */
export function useKeys(keys: Keys): void {
  const latest: KeyHolder = useRef(keys);
  latest.current = keys;
  useEffect(() => showKeys(latest), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const act = actOf(latest.current[nameOf(event)]);
      if (!act || event.defaultPrevented || isComposing(event)) return;
      if (!isModified(event) && event.key !== 'Escape' && (isTyping(event) || isBehindDialog(event))) return;
      event.preventDefault();
      act(event);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

export function nameOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = /^[a-z]$/.test(key) || key.length > 1;
  return [
    event.ctrlKey || event.metaKey ? 'Mod+' : '',
    event.altKey ? 'Alt+' : '',
    event.shiftKey && isLetter ? 'Shift+' : '',
    key,
  ].join('');
}

export const isComposing = (event: KeyboardEvent): boolean => event.isComposing || event.keyCode === 229;
const isModified = (event: KeyboardEvent): boolean => event.ctrlKey || event.metaKey;

export function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const isText = target instanceof HTMLInputElement && !/^(checkbox|radio|button|range)$/.test(target.type);
  return isText || target instanceof HTMLTextAreaElement || target.isContentEditable;
}

export function isBehindDialog({ target }: KeyboardEvent): boolean {
  const dialog = document.querySelector('[role="dialog"][aria-modal="true"]');
  return dialog !== null && !(target instanceof Node && dialog.contains(target));
}
