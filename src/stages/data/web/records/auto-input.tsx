import { Input } from 'antd';

/** A text that takes effect on Enter or when it is left. */
export function AutoInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}) {
  const take = (text: string) => text !== (value ?? '') && onChange(text.trim() || undefined);
  return (
    <Input
      key={value ?? ''}
      allowClear
      aria-label={label}
      defaultValue={value}
      onPressEnter={event => take(event.currentTarget.value)}
      onBlur={event => take(event.currentTarget.value)}
      onClear={() => onChange(undefined)}
    />
  );
}
