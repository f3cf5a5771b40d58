import path from 'node:path';
import { makeTinyBase } from '../tiny-base.ts';
import type { StrictClient } from './strict-client.ts';

/** Makes a base that trains in seconds and gives it to the server under the name `tiny`. Its folder must be below ATTUNE_MODEL_ROOTS. */
export async function registerTinyBase(client: StrictClient, folder: string): Promise<void> {
  const wish = { path: makeTinyBase(path.join(folder, 'tiny')), slug: 'tiny' };
  const reply = await client.untilAnswered('POST', '/api/v1/models/bases', wish, AbortSignal.timeout(60_000));
  if (reply?.status !== 200 && reply?.status !== 201)
    throw new Error(`the base was answered with ${reply?.status}: ${reply?.text.slice(0, 300)}`);
}
