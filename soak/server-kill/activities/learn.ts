import { expectStatus } from '../../prepare-project.ts';
import { type Activity, pick } from '../house.ts';

type Promotion = { id: string; version: number; recordId: string | null };

/** Says something about an answer, under an id of the application's own, until it is heard. */
export const giveFeedback: Activity = async ({ client, ledger, lastAnswer }, random, turn) => {
  if (!lastAnswer) return;
  const id = `feedback-${turn}`;
  const said = pick(random, [
    { kind: 'correction', corrected_text: `Corrected ${turn}: ${lastAnswer.question} is answered so.` },
    { kind: 'thumb', value: 'up' },
    { kind: 'rating', value: 60 },
  ]);
  const body = {
    id,
    completion_id: lastAnswer.id,
    actor: { type: 'end_user', id: `guest-${turn}` },
    ...said,
  };
  const heard = await client.call<{ id: string }>('POST', '/v1/feedback', body);
  // The application asks for an answer that the kill may have cut off before its row was there for it to see.
  ledger.feedback.set(id, expectStatus('feedback', heard).id);
};

/** Proposes what was said, and accepts what is proposed one by one. */
export const promote: Activity = async ({ client, ledger }, _random, turn) => {
  const path = '/projects/desk/promotions';
  expectStatus('propose', await client.call('POST', `${path}/propose`, {}, `propose-${turn}`));
  const waiting = await client.call<{ items: Promotion[] }>('GET', `${path}?state=proposed&limit=5`);
  for (const { id, version } of expectStatus('promotions', waiting).items) {
    const key = `accept-${turn}-${id}`;
    const accepted = await client.call<Promotion>('POST', `${path}/${id}/accept`, { version }, key);
    if (accepted.status === 409) continue;
    ledger.promotions.set(id, expectStatus('an acceptance', accepted).recordId);
  }
};

/** Points the deployment to where it points already: a new version each time. */
export const pointDeployment: Activity = async ({ client, ledger }, _random, turn) => {
  const path = '/projects/desk/deployments/far';
  const { body } = await client.call<{ version: number; targets: object[] }>('GET', path);
  const wish = { version: body.version, targets: body.targets };
  const pointed = await client.call<{ version: number }>('PATCH', path, wish, `point-${turn}`);
  if (pointed.status === 409) return;
  ledger.deploymentVersion = Math.max(
    ledger.deploymentVersion,
    expectStatus('a deployment', pointed).version,
  );
};
