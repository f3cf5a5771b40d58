import { expectStatus } from '../../prepare-project.ts';
import { type Activity } from '../house.ts';

type Made = { id: string };

/** Cleans the desk's records where nobody does yet. */
export const cleanRecords: Activity = async ({ client, ledger }, _random, turn) => {
  const { body } = await client.call<{ items: { state: string }[] }>(
    'GET',
    '/projects/desk/cleaning-runs?limit=1',
  );
  if (body.items.some(({ state }) => state === 'queued' || state === 'running')) return;
  const made = await client.call<Made>('POST', '/projects/desk/cleaning-runs', {}, `clean-${turn}`);
  ledger.cleanings.push(expectStatus('a cleaning', made).id);
};

/** Refused while something is cleaned; that is an answer too. */
export const freezeVersion: Activity = async ({ client, ledger, desk }, _random, turn) => {
  const recipe = { split: { train: 70, validation: 15, test: 15 }, reserved: 'exclude' };
  const path = `/projects/desk/datasets/${desk.datasetId}/versions`;
  const made = await client.call<Made>('POST', path, { recipe }, `freeze-${turn}`);
  if (made.status === 409) return;
  ledger.versions.push(expectStatus('a version', made).id);
};
