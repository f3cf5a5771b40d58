import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { House } from '../house.ts';
import { type SeenLoop } from '../ledger.ts';

/** With all work at its end: everything that was asked for came about, exactly so often as it was asked for. */
export async function checkSettled(house: House): Promise<void> {
  await checkImports(house);
  await checkStates(house);
  await checkTotals(house);
  await checkVersions(house);
  await checkRuns(house);
  await checkAnswers(house);
  for (const loop of house.ledger.loops) await checkLoop(house, loop);
  await checkQueue(house);
  await checkFolders(house);
}

/** Killed servers leave no half files and no folders of runs that never were, once a start has swept them away. */
async function checkFolders({ server, fault }: House): Promise<void> {
  const runs = await server.query<{ id: string }>('select id from run');
  const known = new Set(runs.map(each => each.id));
  const list = (...parts: string[]) => {
    const folder = path.join(server.dataDir, ...parts);
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  for (const name of list('runs')) if (!known.has(name)) fault(`the folder runs/${name} is of no run`);
  for (const name of list('scoring')) fault(`the folder scoring/${name} is left over`);
}

type Import = {
  id: string;
  state: string;
  error: { message: string } | null;
  read: number;
  record: number;
  duplicate: number;
  reject: number;
};

async function checkImports({ server, ledger, fault }: House): Promise<void> {
  const rows = await server.query<Import>(
    `select id, state, error, read_count as read, record_count as record, duplicate_count as duplicate,
       reject_count as reject from import_batch where id = any($1)`,
    [ledger.imports.map(each => each.id)],
  );
  const byId = new Map(rows.map(row => [row.id, row]));
  for (const expected of ledger.imports) {
    const found = byId.get(expected.id);
    if (!found) continue;
    const { state, read, record, duplicate, reject, error } = found;
    const is = [state, read, record, duplicate, reject].join();
    const shouldBe = ['done', expected.read, expected.record, expected.duplicate, expected.reject].join();
    if (is !== shouldBe) fault(`import ${expected.id} is ${is}, not ${shouldBe} (${error?.message ?? ''})`);
  }
}

type Ended = { what: string; state: string; error: unknown };

async function checkStates({ server, fault }: House): Promise<void> {
  const rows = await server.query<Ended>(
    `select 'cleaning ' || number as what, state, error from cleaning_run where state <> 'done'
     union all select 'version ' || n, state, error from dataset_version where state <> 'frozen'
     union all select 'run ' || number, state, error from run where state <> 'done'
     union all select 'evaluation ' || number, state, error from evaluation where state not in ('open', 'closed')
     union all select 'loop ' || name, state, error from loop_run where state <> 'waiting'
     union all select 'step ' || key, state, error from loop_step where state not in ('done', 'waiting')`,
  );
  for (const { what, state, error } of rows) fault(`${what} is ${state}: ${JSON.stringify(error)}`);
}

/** Nothing was begun that nobody had acknowledged: what was cut off was asked again under the same key. */
async function checkTotals({ server, ledger, fault, bulk, desk }: House): Promise<void> {
  const asked: Record<string, number> = {
    import_batch: ledger.imports.length,
    cleaning_run: ledger.cleanings.length,
    dataset_version: ledger.versions.length,
    run: ledger.runs.length,
    evaluation: ledger.evaluations.length,
  };
  for (const [table, count] of Object.entries(asked)) {
    const [row] = await server.query<{ count: number }>(
      `select count(*)::int as count from ${table} where project_id = any($1)`,
      [[bulk.id, desk.id]],
    );
    if (row!.count !== count) fault(`doubled: ${row!.count} rows in ${table}, ${count} were asked for`);
  }
}

type Version = { n: number; files: Record<string, string>; rows: Record<string, number> | null };

/** Files of a version are whole, and hold the rows that the database says. */
async function checkVersions(house: House): Promise<void> {
  const versions = await house.server.query<Version>(
    `select v.n, v.files, (select jsonb_object_agg(s.of, s.n) from (select d.split || ' ' || r.kind as of, count(*) as n
       from dataset_row d join record r on r.id = d.record_id where d.version_id = v.id group by 1) s) as rows
     from dataset_version v where v.state = 'frozen'`,
  );
  for (const { n, files, rows } of versions)
    for (const [name, digest] of Object.entries(files)) {
      const content = readArtifact(house, `${name} of version ${n}`, digest);
      const wanted = linesOf(name, rows ?? {});
      const lines = content?.toString('utf8').split('\n').filter(Boolean).length ?? 0;
      if (name.endsWith('.jsonl') && content && lines !== wanted)
        house.fault(`${name} of version ${n} has ${lines} lines for ${wanted} rows`);
    }
}

/** How many lines a file holds, by the rows of each split and kind. What KTO reads has both answers of a pair. */
function linesOf(name: string, rows: Record<string, number>): number {
  if (name === 'manifest.jsonl') return Object.values(rows).reduce((sum, count) => sum + count, 0);
  const [split, objective] = name.split('.') as [string, string];
  const of = (kind: string) => rows[`${split} ${kind}`] ?? 0;
  if (objective === 'dpo') return of('pair');
  return objective === 'kto' ? of('judged') + 2 * of('pair') : of('conversation');
}

function readArtifact({ server, fault }: House, what: string, digest: string): Buffer | undefined {
  try {
    const file = path.join(server.dataDir, 'artifacts', 'sha256', digest.slice(0, 2), digest);
    const content = readFileSync(file);
    if (createHash('sha256').update(content).digest('hex') === digest) return content;
    fault(`${what} is not what its digest says`);
  } catch (error) {
    fault(`${what} cannot be read: ${String(error)}`);
  }
  return undefined;
}

type Run = { number: number; files: Record<string, string>; planned: number; last: number; finals: number };

/** A run that is done went through all its steps, said its end once, and its adapter is there. */
async function checkRuns(house: House): Promise<void> {
  const runs = await house.server.query<Run>(
    `select r.number, v.files, (r.config->>'max_steps')::int as planned,
       (select max((payload->>'step')::int) from run_event e where e.run_id = r.id and e.type = 'step') as last,
       (select count(*)::int from run_event e where e.run_id = r.id and e.type = 'done') as finals
     from run r join model_version v on v.id = r.model_version_id where r.state = 'done'`,
  );
  for (const { number, files, planned, last, finals } of runs) {
    if (last !== planned || finals !== 1)
      house.fault(`run ${number} ended at step ${last} of ${planned} and said so ${finals} times`);
    for (const [name, digest] of Object.entries(files))
      readArtifact(house, `${name} of run ${number}`, digest);
  }
}

async function checkAnswers({ server, fault }: House): Promise<void> {
  const rows = await server.query<{ number: number; items: number; answers: number }>(
    `select e.number, count(distinct i.id)::int as items, count(a.*)::int as answers from evaluation e
     join evaluation_item i on i.evaluation_id = e.id left join evaluation_answer a on a.item_id = i.id
     where e.state in ('open', 'closed') and i.excluded_reason is distinct from 'missing_answer' group by e.id`,
  );
  for (const { number, items, answers } of rows)
    if (answers !== 2 * items) fault(`evaluation ${number} has ${answers} answers to ${items} prompts`);
}

/** Each of a loop's steps was carried out once. */
async function checkLoop({ server, fault }: House, { project }: SeenLoop): Promise<void> {
  const tables = [
    'import_batch',
    'cleaning_run',
    'dataset_version',
    'run',
    'evaluation',
    'deployment',
    'loop_run',
  ];
  for (const table of tables) {
    const [row] = await server.query<{ count: number }>(
      `select count(*)::int as count from ${table} t join project p on p.id = t.project_id where p.slug = $1`,
      [project],
    );
    if (row!.count !== 1) fault(`the loop of ${project} has ${row!.count} rows in ${table}`);
  }
}

async function checkQueue({ server, fault }: House): Promise<void> {
  const left = await server.query<{ name: string; state: string; count: number; output: unknown }>(
    `select name, state::text, count(*)::int as count, (array_agg(output))[1] as output from pgboss.job
     where state <> 'completed' and name not like '\\_\\_%' group by 1, 2`,
  );
  for (const { name, state, count, output } of left)
    fault(`${count} jobs of ${name} are ${state}: ${JSON.stringify(output)}`);
}
