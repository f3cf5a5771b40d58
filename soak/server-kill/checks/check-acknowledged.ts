import type { House } from '../house.ts';
import type { Ledger } from '../ledger.ts';

type Found = { id: string };

/** What was acknowledged before the kill is there, exactly once. `ledger` is what stood in it when the kill came. */
export async function checkAcknowledged(house: House, ledger: Ledger): Promise<void> {
  await checkIds(
    house,
    'import',
    'import_batch',
    ledger.imports.map(each => each.id),
  );
  await checkIds(house, 'cleaning', 'cleaning_run', ledger.cleanings);
  await checkIds(house, 'dataset version', 'dataset_version', ledger.versions);
  await checkIds(house, 'run', 'run', ledger.runs);
  await checkIds(house, 'evaluation', 'evaluation', ledger.evaluations);
  await checkVotes(house, ledger.votes);
  await checkFeedback(house, ledger.feedback);
  await checkPromotions(house, ledger.promotions);
  await checkDeployment(house, ledger.deploymentVersion);
}

async function checkIds({ server, fault }: House, what: string, table: string, ids: string[]): Promise<void> {
  const found = await server.query<Found>(`select id from ${table} where id = any($1)`, [ids]);
  const there = new Set(found.map(each => each.id));
  for (const id of ids) if (!there.has(id)) fault(`lost: the acknowledged ${what} ${id}`);
}

type Vote = { token: string; state: string; verdicts: string[] };

/** One current judgement for a token, with the verdict that was cast. */
async function checkVotes({ server, fault }: House, votes: Ledger['votes']): Promise<void> {
  const found = await server.query<Vote>(
    `select s.token, s.state, array_agg(j.detail->>'verdict') as verdicts
     from vote_slot s left join judgement j on j.idempotency_key = 'vote:' || s.token
     where s.token = any($1) group by s.token, s.state`,
    [[...votes.keys()]],
  );
  const byToken = new Map(found.map(each => [each.token, each]));
  for (const [token, verdict] of votes) {
    const vote = byToken.get(token);
    if (!vote || vote.state !== 'voted') fault(`lost: the vote ${token}`);
    else if (vote.verdicts.length !== 1) fault(`doubled: the vote ${token}: ${vote.verdicts.join()}`);
    else if (vote.verdicts[0] !== verdict)
      fault(`changed: the vote ${token} is ${vote.verdicts[0]}, not ${verdict}`);
  }
}

async function checkFeedback({ server, fault }: House, feedback: Ledger['feedback']): Promise<void> {
  const found = await server.query<{ id: string; twins: number }>(
    `select j.id, (select count(*)::int from judgement t where t.project_id = j.project_id
       and t.idempotency_key = j.idempotency_key) as twins from judgement j where j.id = any($1)`,
    [[...feedback.values()]],
  );
  const there = new Map(found.map(each => [each.id, each.twins]));
  for (const [name, id] of feedback)
    if (there.get(id) !== 1) fault(`${there.has(id) ? 'doubled' : 'lost'}: the feedback ${name}`);
}

async function checkPromotions({ server, fault }: House, promotions: Ledger['promotions']): Promise<void> {
  const found = await server.query<{ id: string; state: string; kept: string | null }>(
    `select p.id, p.state, r.id as kept from promotion p left join record r on r.id = p.record_id
     where p.id = any($1)`,
    [[...promotions.keys()]],
  );
  const there = new Map(found.map(each => [each.id, each]));
  for (const [id, recordId] of promotions) {
    const promotion = there.get(id);
    if (promotion?.state !== 'accepted') fault(`lost: the acceptance of promotion ${id}`);
    else if (promotion.kept !== recordId) fault(`lost: the record ${recordId} of promotion ${id}`);
  }
}

async function checkDeployment({ server, fault, deploymentId }: House, version: number): Promise<void> {
  const [row] = await server.query<{ version: number; revisions: number; highest: number }>(
    `select d.version, count(*)::int as revisions, max(r.version) as highest from deployment d
     join deployment_revision r on r.deployment_id = d.id where d.id = $1 group by d.version`,
    [deploymentId],
  );
  if (!row || row.version < version) fault(`lost: version ${version} of the deployment`);
  else if (row.revisions !== row.version || row.highest !== row.version)
    fault(`the deployment of version ${row.version} has ${row.revisions} revisions up to ${row.highest}`);
}
