import styles from './key.module.css';

const isApple = /Mac|iPhone|iPad/.test(navigator.platform);
const shown: Record<string, string> = {
  Mod: isApple ? '⌘' : 'Ctrl',
  Enter: '↵',
  Shift: '⇧',
  Escape: 'Esc',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** A key as printed on its button: `Mod+K` is two caps. Readers get it from `aria-keyshortcuts` of the button. */
export function Key({ of }: { of: string }) {
  return (
    <span className={styles.keys} aria-hidden>
      {of.split('+').map(part => (
        <kbd key={part} className={styles.key}>
          {shown[part] ?? part}
        </kbd>
      ))}
    </span>
  );
}
