import type { Db } from '#platform/database/database.ts';
import { pageOf } from '#platform/http/page-of.ts';
import type * as z from 'zod';
import { keepSettled } from '../answers/list-answer-pairs.ts';
import type { EvaluationRow, ItemRow } from '../evaluation.queries.ts';
import { isCounted } from './cast-votes.ts';
import { codeRaters } from './code-raters.ts';
import { lengthGap, type ListedVote, matchesVote } from './filter-votes.ts';
import { readVotes, type StandingVote, voteDetailSchema } from './read-votes.ts';
import type { VoteFilter, VoteList, voteListQuery, VoteRow } from './vote-list.contract.ts';

type Query = z.output<typeof voteListQuery>;
type Listed = StandingVote & { vote: ListedVote };

/**
 * The votes that a number of the result was counted from, newest first. A pair is shown with them only to whom its origin
 * may be known: before the end, to who has voted on it for good.
 */
export async function listVotes(
  db: Db,
  evaluation: EvaluationRow,
  reader: string,
  { after, limit, sort, ...filter }: Query,
): Promise<VoteList> {
  const read = await readVotes(db, evaluation, reader);
  const codes = codeRaters(read.votes.map(({ vote }) => vote));
  const all: Listed[] = read.votes.map(each => ({
    ...each,
    vote: { ...each.vote, code: codes.get(each.vote.rater)!, position: each.item.position },
  }));
  const settled = new Set(
    evaluation.state === 'closed' ? read.items : await keepSettled(db, evaluation.id, read.items, reader),
  );
  // Before the end an order by length would tell the lengths of pairs that are yet to be voted on.
  const isByLength = sort === 'length' && evaluation.state === 'closed';
  const found = sortVotes(
    all.filter(({ vote }) => matchesVote(vote, filter)),
    isByLength,
  );
  const start = after === undefined ? 0 : findStart(found, after);
  const rows = found.slice(start, start + limit + 1);
  const outcomesOf = groupOutcomes(all);
  return {
    ...pageOf(
      rows,
      limit,
      each => toRow(each, outcomesOf.get(each.item.id) ?? [], settled),
      ({ judgement }) => judgement.id,
    ),
    total: found.length,
    withheld: read.withheld,
    facets: countFacets(all, filter),
  };
}

/** A vote may have been taken back between two pages: then the list goes on at the next older one. */
function findStart(votes: readonly Listed[], after: string): number {
  const at = votes.findIndex(({ judgement }) => judgement.id === after);
  if (at >= 0) return at + 1;
  const older = votes.findIndex(({ judgement }) => judgement.id < after);
  return older >= 0 ? older : votes.length;
}

function sortVotes(votes: readonly Listed[], isByLength: boolean): Listed[] {
  const newestFirst = votes.toReversed();
  return isByLength ? newestFirst.toSorted((a, b) => lengthGap(b.vote) - lengthGap(a.vote)) : newestFirst;
}

function groupOutcomes(votes: readonly Listed[]): Map<string, VoteRow['pairOutcomes']> {
  const counted = votes.filter(({ vote }) => isCounted(vote));
  const byPair = Map.groupBy(counted, ({ item }) => item.id);
  return new Map([...byPair].map(([id, own]) => [id, own.map(({ vote }) => vote.outcome)]));
}

function toRow(
  { vote, judgement, item }: Listed,
  pairOutcomes: VoteRow['pairOutcomes'],
  settled: ReadonlySet<ItemRow>,
): VoteRow {
  const { outcome, candidateSide, code, dwellMs, excludedReason, candidateLength, baselineLength } = vote;
  const prompt = item.prompt as { content: string }[];
  return {
    id: judgement.id,
    at: judgement.createdAt,
    pair: item.position,
    label: item.label,
    outcome,
    side: candidateSide,
    rater: code,
    dwellMs,
    excludedReason,
    pairOutcomes,
    seen: settled.has(item)
      ? {
          question: prompt.at(-1)?.content ?? '',
          reasons: voteDetailSchema.parse(judgement.detail).reasons,
          lengthRatio: baselineLength > 0 ? candidateLength / baselineLength : null,
        }
      : null,
  };
}

/** How many votes each value of a filter would leave, the other filters as they are. */
function countFacets(votes: readonly Listed[], filter: VoteFilter): VoteList['facets'] {
  const count = (
    name: 'outcome' | 'label' | 'rater' | 'counted',
    valueOf: (vote: ListedVote) => string[],
  ) => {
    const others = votes.filter(({ vote }) => matchesVote(vote, { ...filter, [name]: undefined }));
    const values = others.flatMap(({ vote }) => valueOf(vote));
    return [...Map.groupBy(values, value => value)]
      .map(([value, same]) => ({ value, count: same.length }))
      .sort((a, b) => a.value.localeCompare(b.value, 'en', { numeric: true }));
  };
  return {
    outcome: count('outcome', vote => [vote.outcome]),
    label: count('label', vote => vote.labels),
    rater: count('rater', vote => [vote.code]),
    counted: count('counted', vote => [vote.excludedReason ?? 'yes']),
  };
}
