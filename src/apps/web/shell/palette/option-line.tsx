import { useTranslation } from 'react-i18next';
import { Key } from '#platform/ui/keys/key.tsx';
import type { Entry } from './entry.ts';
import styles from './palette.module.css';

type Props = {
  id: string;
  entry: Entry;
  isFirstOfGroup: boolean;
  isChosen: boolean;
  choose: () => void;
  run: () => void;
};

/** The focus stays in the field; the mouse chooses by moving, not by lying under what came. */
export function OptionLine({ id, entry, isFirstOfGroup, isChosen, choose, run }: Props) {
  const { t } = useTranslation('shell');
  return (
    <li
      id={id}
      role="option"
      aria-selected={isChosen}
      className={styles.option}
      data-begins={isFirstOfGroup}
      onMouseMove={() => !isChosen && choose()}
      onMouseDown={event => event.preventDefault()}
      onClick={run}
    >
      <span className={styles.label} lang={entry.lang}>
        {entry.label}
      </span>
      <span className={styles.where}>{entry.where ?? t(`palette.group.${entry.group}`)}</span>
      {entry.keys?.map(key => (
        <Key key={key} of={key} />
      ))}
    </li>
  );
}
