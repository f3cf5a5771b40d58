import { newId } from '#platform/database/new-id.ts';
import type { NewDecision } from '../cleaning/decision.queries.ts';
import { excerpt } from '../cleaning/operator.ts';
import type { DuplicateAnalysis } from './analyse-duplicates.ts';
import type { Contradiction } from './find-contradictions.ts';
import type { Compared } from './find-duplicates.ts';
import type { NewCluster } from './duplicate.queries.ts';

type Run = { id: string; projectId: string };
export type DuplicateFindings = { clusters: NewCluster[]; decisions: NewDecision[] };

/**
 * Turns an analysis into clusters and decisions. Only normalised duplicates are dropped; near duplicates and
 * contradictions are flagged for people, protected members are only listed.
 */
export function reportDuplicates(
  records: Compared[],
  { clusters, contradictions }: DuplicateAnalysis,
  run: Run,
): DuplicateFindings {
  const findings: DuplicateFindings = { clusters: [], decisions: [] };
  const decide = (at: number, decision: Pick<NewDecision, 'action' | 'code' | 'reason' | 'evidence'>) => {
    const { id, revisionId } = records[at]!;
    const about = {
      id: newId(),
      project_id: run.projectId,
      cleaning_run_id: run.id,
      operator: 'duplicates',
      result_revision_id: null,
    };
    findings.decisions.push({ ...about, record_id: id, revision_id: revisionId, ...decision });
  };
  for (const { method, representative, members } of clusters) {
    const best = records[representative]!;
    const head = { id: newId(), method, representative_id: best.id };
    findings.clusters.push({
      ...head,
      members: members.map(one => toMember(records, one.text, one.similarity, one.protectedBy)),
    });
    for (const { text, similarity, protectedBy } of members) {
      if (text === representative || protectedBy !== null) continue;
      const evidence = { clusterId: head.id, representativeId: best.id, similarity: round(similarity) };
      decide(text, method === 'normalised' ? sameAs(best, evidence) : nearTo(best, similarity, evidence));
    }
  }
  for (const { because, rows } of contradictions) {
    const head = {
      id: newId(),
      method: 'contradiction' as const,
      representative_id: records[rows[0]!.row]!.id,
    };
    findings.clusters.push({
      ...head,
      members: rows.map(({ row, questionSimilarity }) => toMember(records, row, questionSimilarity, because)),
    });
    for (const { row } of rows) decide(row, contradicting(because, rows.length - 1, head.id));
  }
  return findings;
}

const toMember = (records: Compared[], at: number, similarity: number, protectedBy: string | null) => ({
  record_id: records[at]!.id,
  similarity: round(similarity),
  protected_by: protectedBy,
});

const sameAs = ({ preview }: Compared, evidence: object) => ({
  action: 'drop' as const,
  code: 'normalised_duplicate',
  reason: `The same text as "${excerpt(preview)}", apart from case, spaces and punctuation.`,
  evidence,
});

const nearTo = ({ preview }: Compared, similarity: number, evidence: object) => ({
  action: 'flag' as const,
  code: 'near_duplicate',
  reason: `${Math.round(similarity * 100)} % the same as "${excerpt(preview)}", which could stand for both.`,
  evidence,
});

const contradicting = (because: Contradiction['because'], others: number, clusterId: string) => ({
  action: 'flag' as const,
  code: `contradictory_${because}`,
  reason: `${others === 1 ? 'Another row asks' : `${others} other rows ask`} the same and ${contradiction[because]}.`,
  evidence: { clusterId },
});

const contradiction: Record<Contradiction['because'], string> = {
  answer: 'the answers cannot both be right',
  label: 'the labels differ',
  preference: 'the preference is the other way round',
};

const round = (similarity: number) => Math.round(similarity * 1000) / 1000;
