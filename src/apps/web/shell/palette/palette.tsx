import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '#platform/ui/icon.tsx';
import { isComposing } from '#platform/ui/keys/use-keys.ts';
import type { Entry } from './entry.ts';
import { matchEntries } from './match-entries.ts';
import { OptionLine } from './option-line.tsx';
import { useEntries, useServerEntries } from './use-entries.ts';
import styles from './palette.module.css';

const mostShown = 14;

/** Type, choose with the arrows, Enter. What the server finds comes below and moves nothing. */
export default function Palette({ close }: { close: () => void }) {
  const { t } = useTranslation('shell');
  const id = useId();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState<string>();
  const { entries, context, isPartial } = useEntries();
  const fromServer = useServerEntries(context, typed);
  const local = entries ? matchEntries(entries, typed, mostShown) : [];
  const shown = [...local, ...fromServer];
  const at = Math.max(
    0,
    shown.findIndex(entry => entry.id === chosen),
  );
  const current = shown[at];
  const dialog = useModal();
  useEffect(() => {
    document.getElementById(`${id}.${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at, chosen]);
  const run = (entry: Entry | undefined) => {
    if (!entry) return;
    close();
    // Once the palette is gone and the focus is back, so that what opens now can take it.
    setTimeout(entry.run);
  };
  const move = (to: number) => setChosen(shown[(to + shown.length) % shown.length]?.id);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const acts: Record<string, (() => void) | undefined> = {
      ArrowDown: () => move(at + 1),
      ArrowUp: () => move(at - 1),
      PageDown: () => move(Math.min(shown.length - 1, at + 7)),
      PageUp: () => move(Math.max(0, at - 7)),
      Enter: () => run(current),
      Escape: close,
    };
    const act = acts[event.key] ?? (isClosing(event) ? close : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <dialog
      ref={dialog}
      role="dialog"
      aria-modal="true"
      aria-label={t('search')}
      className={styles.palette}
      onClose={close}
      onMouseDown={event => event.target === event.currentTarget && close()}
    >
      <div className={styles.box}>
        <div className={styles.field}>
          <Icon name="search" size={16} />
          <input
            type="text"
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-label={t('search')}
            aria-expanded={shown.length > 0}
            aria-controls={`${id}.list`}
            aria-autocomplete="list"
            aria-activedescendant={current ? `${id}.${at}` : undefined}
            placeholder={t('palette.hint')}
            value={typed}
            onChange={event => (setTyped(event.target.value), setChosen(undefined))}
            onKeyDown={onKeyDown}
          />
        </div>
        <ul id={`${id}.list`} role="listbox" aria-label={t('palette.results')} className={styles.list}>
          {shown.map((entry, each) => (
            <OptionLine
              key={entry.id}
              id={`${id}.${each}`}
              entry={entry}
              isFirstOfGroup={each === local.length}
              isChosen={each === at}
              choose={() => setChosen(entry.id)}
              run={() => run(entry)}
            />
          ))}
        </ul>
        <p role="status" className={styles.status}>
          {entries && shown.length === 0 && t('palette.nothing', { typed: typed.trim() })}
          {isPartial && t('palette.partial')}
        </p>
      </div>
    </dialog>
  );
}

const isClosing = (event: KeyboardEvent): boolean =>
  event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey);

/** The browser's own modal: it holds the focus, closes with Escape, and gives the focus back. */
function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current!;
    element.showModal();
    element.querySelector('input')!.focus();
    return () => element.close();
  }, []);
  return dialog;
}
