import { useFormat } from '#platform/ui/use-language.ts';

/** A measurement as people read it: its numbers and words by name, without what is empty. */
export function SignalValue({ value }: { value: unknown }) {
  const format = useFormat();
  const shown = (one: unknown): string => {
    if (typeof one === 'number') return Number.isInteger(one) ? format.count(one) : format.decimal(one, 2);
    return typeof one === 'string' ? one : JSON.stringify(one);
  };
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return <>{shown(value)}</>;
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== false && one !== 0);
  if (entries.length === 0) return <span className="quiet">–</span>;
  return (
    <>
      {entries.map(([name, one]) => (
        <span key={name}>
          <code>{name}</code> {shown(one)}{' '}
        </span>
      ))}
    </>
  );
}
