import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../bench/seeded-random.ts';
import type { LivingServer } from '../living-server.ts';
import type { PatientClient } from '../patient-client.ts';
import { expectStatus, type Project } from '../prepare-project.ts';

type Batch = { state: string; recordCount: number; duplicateCount: number; rejectCount: number };

const patienceMs = 3_600_000;

/** Uploads a file of so many different rows as a stream, imports it and waits for the end. */
export async function importMany(
  server: LivingServer,
  client: PatientClient,
  { slug, sourceId }: Project,
  rows: number,
  say: (line: string) => void,
): Promise<Batch> {
  const { origin, key } = await server.current();
  const upload = await fetch(`${origin}/api/v1/artifacts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: ReadableStream.from(rowsOf(rows)) as never,
    duplex: 'half',
  } as RequestInit);
  const { digest } = (await upload.json()) as { digest: string };
  const path = `/projects/${slug}/imports`;
  const wish = { sourceId, fileDigest: digest, fileName: 'many.jsonl' };
  const { id } = expectStatus('an import', await client.call<{ id: string }>('POST', path, wish));
  let told = 0;
  for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(1_000)) {
    const { body } = await client.call<Batch>('GET', `${path}/${id}`);
    if (body.state === 'done' || body.state === 'failed') return body;
    if (body.recordCount < told + rows / 10) continue;
    told = body.recordCount;
    say(`${told.toLocaleString('en-US')} rows imported`);
  }
  throw new Error(`the import of ${rows} rows did not end within an hour`);
}

const words =
  'order parcel lamp refund wick chimney address change invoice voucher late broken where when how please thanks today number card'.split(
    ' ',
  );
const rowsAtOnce = 500;

/** Rows of about 250 characters, none like another. */
function* rowsOf(rows: number): Generator<Uint8Array> {
  const random = seededRandom(7);
  const encoder = new TextEncoder();
  const text = (length: number) =>
    Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(' ');
  const row = (n: number) =>
    JSON.stringify({
      messages: [
        { role: 'user', content: `${n}: ${text(12)}?` },
        { role: 'assistant', content: `${text(25)} ${n}.` },
      ],
    });
  for (let at = 0; at < rows; at += rowsAtOnce) {
    const some = Array.from({ length: Math.min(rowsAtOnce, rows - at) }, (_, n) => row(at + n));
    yield encoder.encode(`${some.join('\n')}\n`);
  }
}
