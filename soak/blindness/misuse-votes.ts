import { sql } from 'kysely';
import type { Random } from '../../bench/seeded-random.ts';
import { openEvaluation, personNamed, type Scene } from './build-scene.ts';
import type { TurnBody } from './collect-pairs.ts';
import { knock, type Received } from './knock.ts';
import type { Principal } from './principals.ts';
import { otherStem } from './write-answers.ts';

export type MisuseReport = { tries: number; refused: Record<string, number>; faults: string[] };

type Voter = {
  id: string;
  next(): Promise<Received>;
  cast(token: string, verdict: string, idempotencyKey?: string): Promise<Received>;
  undo(idempotencyKey?: string): Promise<Received>;
};

/** Everything that a voter, a second tab or somebody with a stolen token may try; each must end in its named error, and count once or not at all. */
export async function misuseVotes(scene: Scene, rounds: number, random: Random): Promise<MisuseReport> {
  const plannedVotes = 2 * rounds + 4;
  const evaluation = await openEvaluation(scene, random, { plannedVotes }, otherStem);
  const voterOf = (principal: Principal) => openVoter(scene, evaluation.number, principal);
  const [ann, bea] = [
    voterOf(personNamed(scene, 'Ann Annotator (key)')),
    voterOf(personNamed(scene, 'Bea Annotator (session)')),
  ];
  const secondTab = voterOf(personNamed(scene, 'Ann Annotator (session)'));
  const report: MisuseReport = { tries: 0, refused: {}, faults: [] };
  let counted = 0;

  for (let round = 0; round < rounds; round += 1) {
    const token = await tokenOf(ann);
    if ((await tokenOf(secondTab)) !== token)
      report.faults.push('two tabs of one person see different pairs');
    await refused('a forged token', ann.cast(forge(token, random), 'left'), 404, 'unknown_token');
    await refused("another rater's pair", bea.cast(token, 'left'), 403, 'another_raters_pair');
    const later = await findLaterToken();
    if (later) await refused('a pair not yet shown', ann.cast(later, 'left'), 409, 'out_of_order');
    const answers = await Promise.all([
      ann.cast(token, 'left', 'k1'.repeat(4) + round),
      secondTab.cast(token, 'right'),
      ann.cast(token, 'left', 'k1'.repeat(4) + round),
      secondTab.cast(token, 'left'),
    ]);
    const verdicts = new Set(
      answers.map((answer, i) => (answer.status === 200 ? (i === 1 ? 'right' : 'left') : codeOf(answer))),
    );
    report.tries += answers.length;
    const isOne =
      verdicts.has('already_voted') && verdicts.has('left') !== verdicts.has('right') && verdicts.size === 2;
    if (!isOne) report.faults.push(`two tabs at once ended as ${[...verdicts].join(', ')}`);
    await counts(1, 'two tabs at once');
    await accepted('the same ballot again', ann.cast(token, verdicts.has('left') ? 'left' : 'right'));
    await refused('another verdict on the same pair', ann.cast(token, 'tie'), 409, 'already_voted');
    await refused(
      'a reused Idempotency-Key',
      ann.cast(token, 'skip', 'k1'.repeat(4) + round),
      409,
      verdicts.has('left') ? 'idempotency_key_reused' : 'already_voted',
    );
    await counts(0, 'a repeated ballot');
    const following = await tokenOf(ann);
    const undone = await Promise.all([ann.undo(), secondTab.undo()]);
    report.tries += 2;
    const codes = undone.map(answer => (answer.status === 200 ? 'undone' : codeOf(answer))).sort();
    if (codes.join() !== 'already_undone,undone')
      report.faults.push(`an undo from two tabs ended as ${codes.join(', ')}`);
    await counts(-1, 'an undo');
    await refused('the token of before the undo', ann.cast(token, 'left'), 404, 'unknown_token');
    await refused('the pair after the one that came back', ann.cast(following, 'left'), 409, 'out_of_order');
    await refused('a second undo', ann.undo(), 409, 'already_undone');
    if (round === 0) await refused("an undo of another's vote", bea.undo(), 409, 'nothing_to_undo');
    await accepted('a vote on the pair that came back', ann.cast(await tokenOf(ann), 'tie'));
    await counts(1, 'the vote after the undo');
    await accepted('a vote of the other rater', bea.cast(await tokenOf(bea), 'right'));
    await counts(1, 'a vote of the other rater');
  }
  const last = await tokenOf(ann);
  await closeByHand();
  await refused('a vote after the end', ann.cast(last, 'left'), 409, 'evaluation_closed');
  await refused('the next pair after the end', bea.next(), 409, 'evaluation_closed');
  await refused('an undo after the end', ann.undo(), 409, 'evaluation_closed');
  await counts(0, 'the end');
  return report;

  async function refused(
    what: string,
    answer: Promise<Received>,
    status: number,
    code: string,
  ): Promise<void> {
    const received = await answer;
    report.tries += 1;
    report.refused[code] = (report.refused[code] ?? 0) + 1;
    if (received.status !== status || codeOf(received) !== code)
      report.faults.push(
        `${what} was answered with ${received.status} ${codeOf(received)} instead of ${status} ${code}`,
      );
    if (!/"remedy":"[^"]{10,}/.test(received.body)) report.faults.push(`${what} is refused without a remedy`);
  }

  async function accepted(what: string, answer: Promise<Received>): Promise<void> {
    const received = await answer;
    report.tries += 1;
    if (received.status !== 200)
      report.faults.push(`${what} was answered with ${received.status} ${codeOf(received)}`);
  }

  /** Repeats and votes that count alike: the judgements that stand, one per voted slot. */
  async function counts(more: number, after: string): Promise<void> {
    counted += more;
    const { rows } = await sql<{ standing: number; slots: number }>`
      select (select count(*)::int from judgement j join evaluation_item i on i.id = j.subject_id
                where i.evaluation_id = ${evaluation.id} and j.value <> 'null'::jsonb
                and not exists (select 1 from judgement later where later.supersedes = j.id)) as standing,
             (select count(*)::int from vote_slot where evaluation_id = ${evaluation.id} and state = 'voted') as slots`.execute(
      scene.database.db,
    );
    const { standing, slots } = rows[0]!;
    if (standing === counted && slots === counted) return;
    report.faults.push(`after ${after} ${standing} votes stand on ${slots} pairs, and ${counted} were given`);
    counted = standing;
  }

  async function closeByHand(): Promise<void> {
    await scene.ask('POST', `/projects/${scene.desk.slug}/evaluations/${evaluation.id}/close`);
  }

  /** Of the rest of the block that Ann was given; at its end there is none. */
  async function findLaterToken(): Promise<string | undefined> {
    const slot = await scene.database.db
      .selectFrom('voteSlot')
      .select('token')
      .where('evaluationId', '=', evaluation.id)
      .where('raterId', '=', ann.id)
      .where('state', '=', 'open')
      .where('shownAt', 'is', null)
      .orderBy('sequence', 'desc')
      .executeTakeFirst();
    return slot?.token;
  }
}

async function tokenOf(voter: Voter): Promise<string> {
  return (JSON.parse((await voter.next()).body) as TurnBody).pair!.token;
}

function openVoter({ server, desk }: Scene, evaluation: number, { headers, actor }: Principal): Voter {
  const votes = `/api/v1/projects/${desk.slug}/evaluations/${evaluation}/votes`;
  const post = (path: string, body: unknown, key?: string) =>
    knock(server.origin, {
      method: 'POST',
      path,
      body,
      headers: { ...headers, ...(key ? { 'idempotency-key': key } : {}) },
    });
  return {
    id: actor!.ref,
    next: () => post(`${votes}/next`, {}),
    cast: (token, verdict, key) => post(votes, { token, verdict, dwellMs: 900 }, key),
    undo: key => post(`${votes}/undo`, {}, key),
  };
}

/** One letter of it is another one. */
function forge(token: string, random: Random): string {
  const at = Math.floor(random() * token.length);
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
}

const codeOf = ({ body }: Received): string => {
  try {
    return String((JSON.parse(body) as { code?: unknown }).code);
  } catch {
    return 'no JSON';
  }
};
