import { useFormat } from '../use-language.ts';

/** Relative within a day, else the date; the exact moment with its zone on hover. */
export function TimeText({ at }: { at: Date }) {
  const format = useFormat();
  return (
    <time dateTime={at.toISOString()} title={format.exactly(at)}>
      {format.time(at)}
    </time>
  );
}
