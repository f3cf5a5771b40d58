import type { TFunction } from 'i18next';
import { pressKey } from '#platform/ui/keys/keys-in-view.ts';
import { describeKeys } from '../keys/describe-keys.ts';
import type { Dictionary } from './dictionary.ts';
import type { Entry } from './entry.ts';

/** What the page offers under a key, read before the palette covers it. */
export const actionEntries = (dictionary: Dictionary, t: TFunction): Entry[] =>
  describeKeys(t)
    .filter(({ isAction }) => isAction)
    .map(({ key, shown, does }) => ({
      id: `action.${key}`,
      group: 'action',
      label: does,
      words: [does, ...dictionary.otherOf(does)],
      keys: [shown],
      run: () => pressKey(key),
    }));
