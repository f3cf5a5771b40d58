import type { House } from '../house.ts';

type Broken = { what: string };

/** Sentences about what must never be so, however short after a kill. */
const never: string[] = [
  `select 'import ' || b.number || ' counts ' || read_count || ' rows read, but ' || record_count || ' + ' ||
     duplicate_count || ' + ' || reject_count as what from import_batch b
   where read_count <> record_count + duplicate_count + reject_count`,
  `select 'import ' || b.number || ' counts other records, duplicates or rejects than it has' as what
   from import_batch b
     left join (select batch_id, count(*) as n from record group by 1) r on r.batch_id = b.id
     left join (select batch_id, count(*) as n from import_duplicate group by 1) d on d.batch_id = b.id
     left join (select batch_id, count(*) as n from import_reject group by 1) j on j.batch_id = b.id
   where coalesce(r.n, 0) <> b.record_count or coalesce(d.n, 0) <> b.duplicate_count
     or coalesce(j.n, 0) <> b.reject_count`,
  `select 'source ' || s.name || ' counts ' || s.record_count || ' records' as what from source s
     left join (select source_id, count(*) as n from record group by 1) r on r.source_id = s.id
   where s.record_count <> coalesce(r.n, 0)`,
  `select 'run ' || r.number || ' has ' || count(e.seq) || ' events up to ' || max(e.seq) || ', and says ' ||
     r.event_seq as what from run r left join run_event e on e.run_id = r.id group by r.id
   having count(e.seq) <> coalesce(max(e.seq), 0) or coalesce(max(e.seq), 0) <> r.event_seq`,
  `select 'run ' || r.number || ' made ' || count(*) || ' versions' as what from model_version v
   join run r on r.id = v.run_id group by r.id having count(*) > 1`,
  `select 'run ' || r.number || ' is ' || r.state || ' with the version ' || coalesce(r.model_version_id::text, 'none')
     as what from run r where (r.state = 'done') <> (r.model_version_id is not null)`,
  `select 'dataset ' || dataset_id || ' has ' || count(*) || ' versions up to ' || max(n) as what
   from dataset_version group by dataset_id having count(*) <> max(n)`,
  `select 'version ' || v.n || ' is ' || v.state || ' with ' || count(r.*) || ' rows' as what
   from dataset_version v left join dataset_row r on r.version_id = v.id group by v.id
   having (v.state = 'frozen') <> (count(r.*) > 0) or (v.state = 'frozen') <> (v.digest is not null)`,
  `select 'a question is reserved ' || count(*) || ' times' as what from eval_reservation
   group by project_id, input_hash having count(*) > 1`,
  `select 'slot ' || s.id || ' has ' || count(j.*) || ' votes and is ' || s.state as what from vote_slot s
   left join judgement j on j.idempotency_key = 'vote:' || s.token group by s.id
   having (s.state = 'voted') <> (count(j.*) = 1)`,
  `select 'promotion ' || id || ' is ' || state || ' with the record ' || coalesce(record_id::text, 'none') as what
   from promotion where state <> 'accepted' and record_id is not null`,
  `select 'numbers of ' || kind || ' have a gap' as what from (
     select 'import ' || project_id as kind, max(number) as top, count(*) as n from import_batch group by 1
     union all select 'run ' || project_id, max(number), count(*) from run group by 1
     union all select 'cleaning ' || project_id, max(number), count(*) from cleaning_run group by 1
     union all select 'evaluation ' || project_id, max(number), count(*) from evaluation group by 1) numbers
   where top <> n`,
];

export async function checkAlways({ server, fault }: House): Promise<void> {
  for (const sentence of never) {
    const broken = await server.query<Broken>(sentence);
    for (const { what } of broken) fault(what);
  }
}
