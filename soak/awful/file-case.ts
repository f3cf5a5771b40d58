import {
  type AwfulCase,
  type Bytes,
  countRejects,
  type Finding,
  importBytes,
  type SeenImport,
} from './ground.ts';

/** How an import of an awful file must end. */
export type Expected =
  | { failed: string }
  /** Rows that became records, were there already, and were rejected, by code. */
  | { records: number; duplicates?: number; rejects?: Record<string, number> };

export type FileWish = {
  name: string;
  /** Made when it is needed: some are large. */
  bytes: () => Bytes;
  /** `rows.jsonl` where nothing else is said. */
  fileName?: string;
  mapping?: object;
  isLarge?: boolean;
  expect: Expected;
};

export const fileCase = ({
  name,
  bytes,
  fileName = 'rows.jsonl',
  mapping,
  isLarge,
  expect,
}: FileWish): AwfulCase => ({
  name,
  ...(isLarge ? { isLarge } : {}),
  async bring(ground) {
    const seen = await importBytes(ground.server, bytes(), fileName, mapping);
    if ('failed' in expect) return findInFailure(seen, expect.failed);
    if (seen.state !== 'done') return `ended as ${seen.error?.code}: ${seen.error?.message}`;
    return findInCounts(seen, expect, seen.rejectCount > 0 ? await countRejects(ground.server, seen) : {});
  },
});

/** A refusal has a name, says what is wrong with the file and what to do about it. */
export function findInFailure({ state, error, recordCount }: SeenImport, code: string): Finding {
  if (state !== 'failed') return `was taken, with ${recordCount} records`;
  if (error?.code !== code) return `failed as ${error?.code} (${error?.message}), not as ${code}`;
  return error.remedy ? undefined : `failed as ${code} without a remedy`;
}

function findInCounts(
  { readCount, recordCount, duplicateCount, rejectCount }: SeenImport,
  { records, duplicates = 0, rejects = {} }: Extract<Expected, { records: number }>,
  found: Record<string, number>,
): Finding {
  if (readCount !== recordCount + duplicateCount + rejectCount)
    return `${readCount} rows read, but ${recordCount} + ${duplicateCount} + ${rejectCount} of them told`;
  const seen = JSON.stringify([recordCount, duplicateCount, sorted(found)]);
  const due = JSON.stringify([records, duplicates, sorted(rejects)]);
  return seen === due ? undefined : `gave [records, duplicates, rejects] ${seen}, not ${due}`;
}

const sorted = (counts: Record<string, number>) =>
  Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
