import { newId } from '#platform/database/new-id.ts';
import type { TestServices } from '../database/test-services.ts';

const idNames = [
  'source',
  'import',
  'record',
  'revision',
  'cleaning',
  'decision',
  'decisionSet',
  'cluster',
  'dataset',
  'datasetVersion',
  'run',
  'version',
  'export',
  'connection',
  'deployment',
  'evaluation',
  'item',
  'slot',
  'call',
  'judgement',
  'promotion',
  'loop',
  'key',
] as const;

/** One object of every kind in one project. Text of it carries `marker`, numbers of it are `number`, so that neither is met by chance. */
export type Filled = Record<(typeof idNames)[number], string> & {
  project: string;
  slug: string;
  marker: string;
  number: number;
  digest: string;
  token: string;
  member: string;
  completion: string;
};

/** Written straight into the tables, as the stages would have left it. */
export async function fillProject(
  services: TestServices,
  baseId: string,
  { slug, number }: { slug: string; number: number },
): Promise<Filled> {
  const ids = Object.fromEntries(idNames.map(name => [name, newId()])) as Record<
    (typeof idNames)[number],
    string
  >;
  const marker = `marker-of-${slug}`;
  const project = await services.newProject(slug);
  const { digest } = await services.store.put(`{"messages":[{"role":"user","content":"${marker}"}]}\n`);
  const filled = {
    ...ids,
    project,
    slug,
    marker,
    number,
    digest,
    token: `token-${slug}`,
    member: `user-of-${slug}`,
    completion: `chatcmpl-${ids.call.replaceAll('-', '')}`,
  };
  await services.pool.query(statements(filled, baseId));
  return filled;
}

function statements(f: Filled, baseId: string): string {
  const turns = `[{"role":"user","content":"${f.marker}?"},{"role":"assistant","content":"${f.marker}."}]`;
  const by = `'user:${f.member}'`;
  return `
    update project set system_prompt = '${f.marker}' where id = '${f.project}';
    insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
      values ('${f.member}', '${f.marker}', '${f.member}@x.example', true, now(), now());
    insert into member (id, "organizationId", "userId", role, "createdAt")
      select 'member-${f.slug}', id, '${f.member}', 'member', now() from organization;
    insert into project_member (project_id, user_id, role) values ('${f.project}', '${f.member}', 'engineer');
    insert into brief (project_id, body, updated_by) values ('${f.project}', '{"reason":"tone","problem":"${f.marker}","target":"","metrics":[],"limits":"","readiness":{"zeroShot":"no","fewShot":"no","chainOfThought":"no","retrieval":"no","decomposed":false,"goodRows":0,"nextBasePlan":""}}', ${by});
    insert into api_key (id, name, prefix, hash, user_id, project_id, scopes)
      values ('${f.key}', '${f.marker}', 'attune_', 'hash-${f.slug}', '${f.member}', '${f.project}', '["all"]');
    insert into source (id, project_id, name, origin, created_by) values ('${f.source}', '${f.project}', '${f.marker}', 'own', ${by});
    insert into import_batch (id, project_id, source_id, number, file_name, file_digest, format, mapping, mapping_hash, state, bytes_total, created_by)
      values ('${f.import}', '${f.project}', '${f.source}', ${f.number}, '${f.marker}', '${f.digest}', 'jsonl', '{}', 'm', 'done', 1, ${by});
    insert into import_reject values ('${f.import}', 1, 'invalid_json', null, '${f.marker}', 'r', '${f.marker}');
    insert into record (id, project_id, source_id, batch_id, line, content_hash, input_hash, current_revision_id, label, preview, characters)
      values ('${f.record}', '${f.project}', '${f.source}', '${f.import}', 1, '${f.slug}', 'h', '${f.revision}', 'delivery', '${f.marker}', 10);
    insert into record_revision (id, record_id, n, payload, content_hash, input_hash, derived_by)
      values ('${f.revision}', '${f.record}', 1, '{"messages":${turns}}', '${f.slug}', 'h', 'import');
    insert into import_duplicate values ('${f.import}', 2, '${f.record}', 'content');
    insert into cleaning_run (id, project_id, number, recipe, state, created_by)
      values ('${f.cleaning}', '${f.project}', ${f.number}, '{}', 'done', ${by});
    insert into decision (id, project_id, cleaning_run_id, record_id, revision_id, operator, action, code, reason)
      values ('${f.decision}', '${f.project}', '${f.cleaning}', '${f.record}', '${f.revision}', 'echo', 'flag', 'echo', '${f.marker}');
    insert into decision_set (id, project_id, number, action, reason, filter, last_id, state, total, done, decided, created_by)
      values ('${f.decisionSet}', '${f.project}', ${f.number}, 'restore', '${f.marker}', '{}', '${f.decisionSet}', 'done', 1, 1, 0, ${by});
    insert into duplicate_cluster values ('${f.cluster}', '${f.project}', '${f.cleaning}', 'near', '${f.record}', 1);
    insert into duplicate_member values ('${f.cluster}', '${f.record}', 1, null);
    insert into dataset (id, project_id, name) values ('${f.dataset}', '${f.project}', '${f.marker}');
    insert into dataset_version (id, dataset_id, project_id, n, state, recipe, digest, files, facts, created_by)
      values ('${f.datasetVersion}', '${f.dataset}', '${f.project}', 1, 'frozen', '{}', '${f.digest}',
        '{"train.jsonl":"${f.digest}"}', '{"rows":1,"bySplit":{"train":1,"validation":0,"test":1}}', ${by});
    insert into dataset_row (version_id, position, record_id, revision_id, split, group_key)
      values ('${f.datasetVersion}', 1, '${f.record}', '${f.revision}', 'test', 'g');
    insert into run (id, project_id, number, name, state, dataset_version_id, base_model_id, config, system_prompt, directory, created_by)
      values ('${f.run}', '${f.project}', ${f.number}, '${f.marker}', 'running', '${f.datasetVersion}', '${baseId}', '{}', '', 'runs/${f.run}', ${by});
    insert into run_event (run_id, seq, type, at, payload) values ('${f.run}', 1, 'step', now(), '{"note":"${f.marker}"}');
    insert into run_checkpoint (run_id, step, path, digest, size_bytes, best) values ('${f.run}', 1, '${f.marker}', 'd', 1, true);
    insert into model_version (id, project_id, name, number, base_model_id, base_digest, adapter_digest, files, template_digest, system_prompt, sampling, run_id)
      values ('${f.version}', '${f.project}', '${f.marker}', ${f.number}, '${baseId}', 'd', 'd', '{"adapter.gguf":"${f.digest}"}', 'd', '${f.marker}',
        '{"temperature":0,"topP":1,"maxTokens":8,"seed":null}', '${f.run}');
    insert into connection (id, project_id, name, kind, base_url, model, secret, reach)
      values ('${f.connection}', '${f.project}', '${f.marker}', 'openai', 'http://127.0.0.1:9', '${f.marker}', null, 'private');
    insert into model_export (id, project_id, model_version_id, format, precision, state, files, warnings, created_by)
      values ('${f.export}', '${f.project}', '${f.version}', 'adapter', null, 'done',
        '[{"name":"model.gguf","digest":"${f.digest}","sizeBytes":1}]', '[]', ${by});
    insert into deployment (id, project_id, name, targets, version, created_by) values
      ('${f.deployment}', '${f.project}', 'desk-${f.slug}', '[{"kind":"version","modelVersionId":"${f.version}","weight":1}]', 2, ${by});
    insert into deployment_revision (deployment_id, version, targets, created_by) values
      ('${f.deployment}', 1, '[{"kind":"base","baseModelId":"${baseId}","systemPrompt":"${f.marker}","weight":1}]', ${by}),
      ('${f.deployment}', 2, '[{"kind":"version","modelVersionId":"${f.version}","weight":1}]', ${by});
    insert into evaluation (id, project_id, number, name, baseline_base_model_id, candidate_version_id, dataset_version_id, planned_votes, design, seed, state, progress, metrics, error, created_by, opened_at)
      values ('${f.evaluation}', '${f.project}', ${f.number}, '${f.marker}', '${baseId}', '${f.version}', '${f.datasetVersion}', 10,
        '{"tiePolicy":"half","stopRule":"planned_votes","alpha":0.05,"minimumDecisiveVotes":30,"votesPerPrompt":1,"repeatEvery":10,"minimumDwellMs":0,"sampling":{},"systemPrompt":"","hiddenNames":[],"plan":"given"}',
        1, 'open', '{"done":1,"total":1,"phase":"answers"}', 'null', 'null', ${by}, now());
    insert into evaluation_item (id, evaluation_id, position, record_id, revision_id, prompt, reference, cluster)
      values ('${f.item}', '${f.evaluation}', 0, '${f.record}', '${f.revision}', '[{"role":"user","content":"${f.marker}"}]', '${f.marker}', 'g');
    insert into evaluation_answer (item_id, arm, text, prompt_tokens, completion_tokens, finish_reason, latency_ms) values
      ('${f.item}', 'baseline', '${f.marker} one', 1, 1, 'stop', 1), ('${f.item}', 'candidate', '${f.marker} two', 1, 1, 'stop', 1);
    insert into interaction (id, project_id, deployment_id, target_kind, target_id, state, stream, request, response_text, finish_reason, started_at, ended_at)
      values ('${f.call}', '${f.project}', '${f.deployment}', 'version', '${f.version}', 'ok', false,
        '{"model":"desk","messages":[{"role":"user","content":"${f.marker}"}]}', '${f.marker}', 'stop', now(), now());
    insert into judgement (id, project_id, subject_kind, subject_id, question, actor_kind, actor_id, round, value)
      values ('${f.judgement}', '${f.project}', 'interaction', '${f.call}', 'correction', 'end_user', 'end_user:${f.marker}', 'feedback', '"${f.marker}"');
    insert into vote_slot (id, evaluation_id, item_id, rater_id, sequence, block, left_arm, is_repeat, is_gold, token, shown_at)
      values ('${f.slot}', '${f.evaluation}', '${f.item}', 'user:${f.member}', 1, 1, 'baseline', false, false, '${f.token}', now());
    insert into promotion (id, project_id, judgement_id, interaction_id, shape, state, payload)
      values ('${f.promotion}', '${f.project}', '${f.judgement}', '${f.call}', 'sft', 'proposed',
        '{"prompt":[{"role":"user","content":"${f.marker}"}],"answer":"${f.marker}","rejected":null,"desirable":null}');
    insert into loop_run (id, project_id, number, name, spec, spec_digest, state, created_by)
      values ('${f.loop}', '${f.project}', ${f.number}, '${f.marker}', '{}', 'd', 'waiting', ${by});
    insert into loop_step (loop_run_id, key, position, state, result) values ('${f.loop}', 'brief', 1, 'done', '{"note":"${f.marker}"}');
    insert into lineage_edge (project_id, from_kind, from_id, to_kind, to_id, relation) values
      ('${f.project}', 'run', '${f.run}', 'model_version', '${f.version}', 'made');
    insert into project_event (project_id, kind, subject_kind, subject_id, payload)
      values ('${f.project}', 'run.step', 'run', '${f.run}', '{"note":"${f.marker}"}');`;
}
