import { table } from '#platform/terminal/format.ts';
import type { ImportPreview } from './import.contract.ts';

/** A preview for the terminal: what the file is, how it is mapped, and what would not come in. */
export function describePreview({ mapping, problem, counts, rejects, ...file }: ImportPreview): string {
  const part = file.isWhole ? 'all of it' : 'its first 256 KB';
  return [
    `${file.format}, ${file.encoding}; ${part} looked at: ${counts.read} rows would become`,
    `  ${counts.record} records + ${counts.duplicate} duplicates + ${counts.reject} rejects`,
    ...(problem ? [`  ${problem.message} ${problem.remedy ?? ''}`] : []),
    '',
    table(
      ['FIELD', 'BECOMES', 'FILLED', 'FOR EXAMPLE'],
      file.fields.map(({ name, filled, example }) => [
        name,
        roleOf(name, mapping),
        `${Math.round(filled * 100)} %`,
        example.slice(0, 50),
      ]),
    ),
    ...(rejects.length > 0
      ? [
          '',
          table(
            ['LINE', 'WHAT IS WRONG', 'RAW'],
            rejects.map(({ line, message, raw }) => [line, message, raw.slice(0, 50)]),
          ),
        ]
      : []),
  ].join('\n');
}

function roleOf(field: string, mapping: ImportPreview['mapping']): string {
  const entries = Object.entries(mapping ?? {}).filter(([name]) => name !== 'shape');
  return (
    entries.find(([, value]) => value === field || (Array.isArray(value) && value.includes(field)))?.[0] ?? ''
  );
}
