import { Fragment } from 'react';
import styles from './texts.module.css';

/** Typed placeholders of private values, `[EMAIL_1]`, drawn as chips; what was searched for, marked. */
export function MarkedText({ text, search }: { text: string; search?: string | undefined }) {
  return text.split(placeholder).map((part, at) =>
    at % 2 === 1 ? (
      <code key={at} className={styles.chip}>
        {part}
      </code>
    ) : (
      <Fragment key={at}>{search ? <Found text={part} search={search} /> : part}</Fragment>
    ),
  );
}

const placeholder = /(\[[A-Z][A-Z_]*_\d+\])/;

function Found({ text, search }: { text: string; search: string }) {
  const words = search
    .split(/\s+/)
    .filter(Boolean)
    .map(word => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  if (words.length === 0) return text;
  return text
    .split(new RegExp(`(${words.join('|')})`, 'gi'))
    .map((part, at) => (at % 2 === 1 ? <mark key={at}>{part}</mark> : part));
}
