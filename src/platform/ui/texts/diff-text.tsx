import { diffArrays } from 'diff';
import { useMemo } from 'react';
import { cutWords } from './cut-words.ts';
import styles from './texts.module.css';

/** What changed between two texts, word by word: new words underlaid, gone ones struck, both said to readers. */
export function DiffText({ from, to }: { from: string; to: string }) {
  const parts = useMemo(() => diffArrays(cutWords(from), cutWords(to)), [from, to]);
  return (
    <span className={styles.text}>
      {parts.map(({ value, added, removed }, at) => {
        const text = value.join('');
        if (added) return <ins key={at}>{text}</ins>;
        return removed ? <del key={at}>{text}</del> : <span key={at}>{text}</span>;
      })}
    </span>
  );
}
