import type pg from 'pg';
import { inventClauses } from './invent-clauses.ts';

export type Sizes = { records: number; sources: string[]; project: string };

const rowsPerStatement = 100_000;
const languages = ['en', 'en', 'en', 'en', 'en', 'en', 'zh', 'zh', 'zh', 'de'];

/**
 * Records, revisions and search entries into the product's own tables, made inside the database: sources, labels, states and
 * languages are as unevenly spread as they are in life. What would be slow row by row (secondary indexes, the text index)
 * is taken off and built at the end, as a restore does it.
 */
export async function seedRecords(
  client: pg.Client,
  sizes: Sizes,
  tell: (text: string) => void,
): Promise<void> {
  const indexes = await dropIndexes(client);
  await loadClauses(client);
  for (let done = 0; done < sizes.records; done += rowsPerStatement) {
    await client.query(insertRows, [
      done,
      Math.min(rowsPerStatement, sizes.records - done),
      sizes.project,
      sizes.sources,
      languages,
    ]);
    tell(`${Math.min(done + rowsPerStatement, sizes.records)} records`);
  }
  for (const { definition } of indexes) await client.query(definition);
  tell(`${indexes.length} indexes built`);
  await client.query(
    'update source set record_count = (select count(*) from record where source_id = source.id)',
  );
}

type Index = { name: string; definition: string };

/** All but those that stand for a constraint. */
async function dropIndexes(client: pg.Client): Promise<Index[]> {
  const { rows } = await client.query<Index>(`
    select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
    from pg_index where indrelid in ('record'::regclass, 'record_revision'::regclass, 'record_search'::regclass)
      and not exists (select from pg_constraint where conindid = indexrelid)`);
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows;
}

async function loadClauses(client: pg.Client): Promise<void> {
  await client.query('create temporary table clause (chinese boolean, n int, text text, tokens tsvector)');
  for (const [chinese, clauses] of Object.entries(inventClauses(2_000)))
    await client.query(
      `insert into clause select $1, n - 1, text, array_to_tsvector(array(select jsonb_array_elements_text(tokens)))
       from rows from (jsonb_to_recordset($2::jsonb) as (text text, tokens jsonb)) with ordinality as one (text, tokens, n)`,
      [chinese === 'chinese', JSON.stringify(clauses)],
    );
  await client.query('create index on clause (chinese, n)');
  await client.query('analyze clause');
}

/** $1 first row, $2 how many, $3 project, $4 sources (70, 20, 9 and 1 of a hundred rows), $5 languages by tenth. */
const insertRows = `
  with row as materialized (
    select n, uuidv7() as id, uuidv7() as revision_id, random() as dice, ($5::text[])[1 + n % 10] as language,
      floor(random() * 2000)::int as c1, floor(random() * 2000)::int as c2, floor(random() * 2000)::int as c3
    from generate_series($1::int + 1, $1::int + $2::int) n),
  text as materialized (
    select row.*, q.text || '? ' || row.n as question, a.text || '. ' || b.text || '.' as answer,
      q.tokens || a.tokens || b.tokens || array_to_tsvector(array[row.n::text]) as tokens
    from row join clause q on q.chinese = (language = 'zh') and q.n = c1
    join clause a on a.chinese = (language = 'zh') and a.n = c2 join clause b on b.chinese = (language = 'zh') and b.n = c3),
  kept as (
    insert into record (id, project_id, source_id, line, content_hash, input_hash, current_revision_id, label, language, state, preview, characters)
    select id, $3::uuid, ($4::uuid[])[case when dice < .7 then 1 when dice < .9 then 2 when dice < .99 then 3 else 4 end], n,
      encode(sha256(('c' || n)::bytea), 'hex'), encode(sha256(question::bytea), 'hex'), revision_id,
      case when n % 10 = 0 then null else 'label-' || floor(power(random(), 3) * 200) end, language,
      case when n % 100 < 90 then 'active' when n % 100 < 97 then 'set_aside' else 'dropped' end,
      left(question, 120), length(question) + length(answer)
    from text order by id),
  found as (
    insert into record_search (record_id, project_id, revision_id, tokens) select id, $3::uuid, revision_id, tokens from text order by id)
  insert into record_revision (id, record_id, n, payload, content_hash, input_hash, derived_by)
  select revision_id, id, 1,
    jsonb_build_object('messages', jsonb_build_array(jsonb_build_object('role', 'user', 'content', question), jsonb_build_object('role', 'assistant', 'content', answer))),
    encode(sha256(('c' || n)::bytea), 'hex'), encode(sha256(question::bytea), 'hex'), 'import'
  from text order by id`;
