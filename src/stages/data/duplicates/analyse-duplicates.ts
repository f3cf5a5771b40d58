import { kindOf, rejectedOf, rowKinds } from '../records/payload.ts';
import {
  findContradictions,
  type Contradiction,
  type Exchange,
  prefersOtherwise,
} from './find-contradictions.ts';
import { findNearDuplicates } from './find-near-duplicates.ts';
import { protectedDifference } from './protected-difference.ts';
import { type Cluster, proposeClusters } from './propose-clusters.ts';

export type DuplicateSettings = { similarity: number; questionSimilarity: number };
/** `rank`: the less, the better a representative. */
export type RankedExchange = Exchange & { rank: number };
export type DuplicateAnalysis = { clusters: Cluster[]; contradictions: Contradiction[]; cappedTexts: number };

/**
 * Duplicates of whole rows, and contradictory answers to the same question: two findings, never mixed. Rows of one kind are
 * compared with each other: an answer to learn says something else than the same answer in a pair.
 */
export function analyseDuplicates(rows: RankedExchange[], settings: DuplicateSettings): DuplicateAnalysis {
  const byKind = Map.groupBy(rows.keys(), at => kindOf(rows[at]!));
  const places = rowKinds.flatMap(kind => (byKind.has(kind) ? [byKind.get(kind)!] : []));
  const found = places.map(of => {
    const some = of.length === rows.length ? rows : of.map(at => rows[at]!);
    return inPlace(analyseKind(some, settings), of);
  });
  return {
    clusters: found.flatMap(({ clusters }) => clusters),
    contradictions: found.flatMap(({ contradictions }) => contradictions),
    cappedTexts: found.reduce((sum, { cappedTexts }) => sum + cappedTexts, 0),
  };
}

/** Findings among some rows, named by the places of those rows among all. */
const inPlace = ({ clusters, contradictions, cappedTexts }: DuplicateAnalysis, places: number[]) => ({
  clusters: clusters.map(({ method, representative, members }) => ({
    method,
    representative: places[representative]!,
    members: members.map(member => ({ ...member, text: places[member.text]! })),
  })),
  contradictions: contradictions.map(({ because, rows }) => ({
    because,
    rows: rows.map(({ row, questionSimilarity }) => ({ row: places[row]!, questionSimilarity })),
  })),
  cappedTexts,
});

function analyseKind(rows: RankedExchange[], settings: DuplicateSettings): DuplicateAnalysis {
  const texts = rows.map(textOf);
  const found = findNearDuplicates(texts, settings.similarity);
  const comparison = {
    texts,
    atLeast: settings.similarity,
    rank: rows.map(({ rank }) => rank),
    // Side by side: a "not" less in the question must not be made up for by one more in the answer.
    protection: (one: number, other: number) =>
      differentLabel(rows[one]!.label, rows[other]!.label) ??
      (prefersOtherwise(rows[one]!, rows[other]!) ? ('preference' as const) : undefined) ??
      protectedDifference(rows[one]!.question, rows[other]!.question) ??
      protectedDifference(rows[one]!.answer, rows[other]!.answer) ??
      protectedDifference(rejectedOf(rows[one]!) ?? '', rejectedOf(rows[other]!) ?? ''),
  };
  return {
    clusters: proposeClusters(found, comparison),
    contradictions: findContradictions(rows, settings.questionSimilarity),
    cappedTexts: found.cappedTexts,
  };
}

function textOf(row: Exchange): string {
  const rejected = rejectedOf(row);
  return rejected === undefined
    ? `${row.question}\n${row.answer}`
    : `${row.question}\n${row.answer}\n${rejected}`;
}

/** Two labels on one text are a finding of their own: neither row may vanish before a person has chosen. */
const differentLabel = (one: string | null, other: string | null) =>
  one !== null && other !== null && one !== other ? ('label' as const) : undefined;
