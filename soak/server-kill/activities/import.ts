import type { Random } from '../../../bench/seeded-random.ts';
import { inventRow } from '../../invent-text.ts';
import { expectStatus, type Project } from '../../prepare-project.ts';
import { type Activity, between, type House } from '../house.ts';

/** A file of new rows, salted with its own duplicates and with lines that are no rows. */
export const importFile: Activity = async (house, random, turn) => {
  const isLarge = random() < 0.15;
  if (await isLineLong(house)) return;
  await importRows(house, random, house.bulk, `bulk-${turn}`, isLarge ? between(random, 1_500, 4_000) : 120);
};

/** So many in line are enough to be caught in; more would only make the line longer than the campaign. */
const longestLine = 6;

async function isLineLong({ client, bulk }: House): Promise<boolean> {
  const path = `/projects/${bulk.slug}/imports?limit=${longestLine}`;
  const { body } = await client.call<{ items: { state: string }[] }>('GET', path);
  return body.items.filter(({ state }) => state !== 'done').length >= longestLine;
}

/** Few rows for the project whose records are all cleaned again and again. */
export const importForDesk: Activity = (house, random, turn) =>
  importRows(house, random, house.desk, `desk-${turn}`, 6);

async function importRows(
  { client, ledger }: House,
  random: Random,
  { slug, sourceId }: Project,
  name: string,
  count: number,
): Promise<void> {
  const lines: string[] = [];
  let [duplicate, reject] = [0, 0];
  for (let n = 0; n < count; n++) {
    const row = inventRow(`${name} ${n}`);
    lines.push(row);
    if (random() < 0.03) {
      lines.push(row);
      duplicate += 1;
    }
    if (random() < 0.03) {
      lines.push(`not a row ${n}`);
      reject += 1;
    }
  }
  const fileDigest = await client.upload(lines.join('\n'));
  const wish = { sourceId, fileDigest, fileName: `${name}.jsonl` };
  const path = `/projects/${slug}/imports`;
  const { id } = expectStatus(
    'an import',
    await client.call<{ id: string }>('POST', path, wish, `import-${name}`),
  );
  ledger.imports.push({ id, read: lines.length, record: count, duplicate, reject });
}
