import type { TFunction } from 'i18next';
import { keysInView } from '#platform/ui/keys/keys-in-view.ts';

/** `shown` as it is printed. An action has a button, or words of its own; a move has the same words on every page. */
export type DescribedKey = { key: string; shown: string; does: string; isAction: boolean };

const moves: Record<string, string> = {
  j: 'down',
  ArrowDown: 'down',
  k: 'up',
  ArrowUp: 'up',
  ArrowLeft: 'previous',
  ArrowRight: 'next',
  Enter: 'open',
  ' ': 'preview',
  x: 'select',
  z: 'undo',
  '/': 'search',
  '[': 'threadBack',
  ']': 'threadOn',
  'Shift+l': 'lineage',
  '\\': 'inspector',
  Escape: 'out',
};

/** What the keys in view do: in their own words, in those of the button they are printed on, or as everywhere. */
export function describeKeys(t: TFunction): DescribedKey[] {
  const inView = [...keysInView()].filter(([key]) => !everywhere.has(key));
  return inView.map(([key, { does }]) => {
    const shown = capitalise(key);
    const button = does === undefined ? findButton(shown) : undefined;
    const words = does ?? (button && textOf(button));
    const move = moves[key];
    return {
      key,
      shown,
      does: words ?? (move ? t(`shell:keySheet.move.${move}`) : ''),
      isAction: words !== undefined && button?.matches(':disabled') !== true,
    };
  });
}

/** Listed apart from what belongs to the page. */
export const everywhere: ReadonlySet<string> = new Set(['Mod+k', '?']);

function findButton(shown: string): HTMLElement | undefined {
  const names = [shown, shown.replace('Mod', 'Control')];
  return [...document.querySelectorAll<HTMLElement>('[aria-keyshortcuts]')].find(each =>
    each
      .getAttribute('aria-keyshortcuts')!
      .split(' ')
      .some(name => names.includes(name)),
  );
}

function textOf(button: HTMLElement): string | undefined {
  const copy = button.cloneNode(true) as HTMLElement;
  for (const cap of copy.querySelectorAll('kbd, svg')) cap.remove();
  return button.getAttribute('aria-label') ?? (copy.textContent?.trim() || undefined);
}

/** `Shift+l` is printed `Shift+L`. */
const capitalise = (key: string): string => key.replace(/(?<=^|\+)[a-z]$/, letter => letter.toUpperCase());
