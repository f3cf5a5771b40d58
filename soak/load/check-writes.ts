import type { LivingServer } from '../living-server.ts';
import type { WrittenWork } from './writers.ts';

type Query = LivingServer['query'];

/** One sentence for each acknowledged write that is not found again exactly once. */
export async function findLostWrites(query: Query, work: WrittenWork): Promise<string[]> {
  return [
    ...(await findLostVotes(query, work.votes)),
    ...(await findLostRows(query, work.imports)),
    ...(await findLostFeedback(query, work.feedback)),
  ];
}

async function findLostVotes(query: Query, votes: WrittenWork['votes']): Promise<string[]> {
  const found = await query<{ token: string; verdicts: (string | null)[] }>(
    `select s.token, array_agg(j.detail->>'verdict') as verdicts from vote_slot s
     left join judgement j on j.idempotency_key = 'vote:' || s.token where s.token = any($1) group by s.token`,
    [[...votes.keys()]],
  );
  const there = new Map(found.map(({ token, verdicts }) => [token, verdicts.join('+')]));
  return [...votes]
    .filter(([token, verdict]) => there.get(token) !== verdict)
    .map(([token, verdict]) => `the vote ${verdict} on ${token} is ${there.get(token) || 'not there'}`);
}

type FoundImport = { id: string; records: number; texts: number; others: number };

async function findLostRows(query: Query, imports: WrittenWork['imports']): Promise<string[]> {
  const found = await query<FoundImport>(
    `select b.id, count(r.id)::int as records, count(distinct r.content_hash)::int as texts,
       b.duplicate_count + b.reject_count as others
     from import_batch b left join record r on r.batch_id = b.id where b.id = any($1) group by b.id`,
    [[...imports.keys()]],
  );
  const there = new Map(found.map(each => [each.id, each]));
  return [...imports].flatMap(([id, rows]) => {
    const { records = 0, texts = 0, others = 0 } = there.get(id) ?? {};
    const isRight = records === rows && texts === rows && others === 0;
    return isRight
      ? []
      : [`import ${id} of ${rows} rows has ${records} records of ${texts} texts, ${others} others`];
  });
}

async function findLostFeedback(query: Query, feedback: WrittenWork['feedback']): Promise<string[]> {
  const found = await query<{ id: string; twins: number }>(
    `select j.id, (select count(*)::int from judgement t where t.project_id = j.project_id
       and t.idempotency_key = j.idempotency_key) as twins from judgement j where j.id = any($1)`,
    [[...feedback.values()]],
  );
  const there = new Map(found.map(({ id, twins }) => [id, twins]));
  return [...feedback]
    .filter(([, id]) => there.get(id) !== 1)
    .map(([name, id]) => `the feedback ${name} is there ${there.get(id) ?? 0} times`);
}
