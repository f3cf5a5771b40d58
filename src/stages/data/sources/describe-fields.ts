import type { RawRow } from '../formats/read-rows.ts';
import { storable } from '../records/storable.ts';

const mostFields = 200;
const exampleCharacters = 80;

/** The fields that rows have, how often they hold something, and what the first one holds. */
export function describeFields(rows: RawRow[]): { name: string; filled: number; example: string }[] {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))].slice(0, mostFields);
  return storable(
    names.map(name => {
      const values = rows
        .map(row => row[name])
        .filter(value => value !== undefined && value !== null && value !== '');
      return { name, filled: values.length / rows.length, example: shown(values[0]) };
    }),
  );
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, exampleCharacters);
}
