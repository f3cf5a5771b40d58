/** Codes instead of names, in the order of the first vote. */
export function codeRaters(votes: readonly { rater: string }[]): Map<string, string> {
  return new Map([...new Set(votes.map(vote => vote.rater))].map((rater, index) => [rater, `R${index + 1}`]));
}
