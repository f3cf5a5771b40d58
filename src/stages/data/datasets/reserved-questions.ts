import { setImmediate as nextTurn } from 'node:timers/promises';
import { bandingFor, createBandTables, insertAndMeet, meetOnly } from '../duplicates/band-tables.ts';
import { jaccard } from '../duplicates/jaccard.ts';
import { protectedDifference } from '../duplicates/protected-difference.ts';
import { writeShingles } from '../duplicates/shingles.ts';
import { slots, writeSignature } from '../duplicates/signature.ts';

export type Reservation = { inputHash: string; recordId: string; datasetVersionId: string; question: string };
export type ReservedMatch = Reservation & { by: 'same_question' | 'near_question' };

/** Questions of test splits: what is in here, or nearly, may not be trained on. */
export type ReservedQuestions = { find(inputHash: string, question: string): ReservedMatch | undefined };

const atLeast = 0.8;
/** A few milliseconds of the event loop. */
const signaturesPerTurn = 200;

/** Looks questions up by hash, then by near text; a question that differs in a number or a "not" is another question. */
export async function createReservedQuestions(reservations: Reservation[]): Promise<ReservedQuestions> {
  const byHash = new Map(reservations.map(one => [one.inputHash, one]));
  const tables = createBandTables(Math.max(1, reservations.length), bandingFor(atLeast));
  for (const [at, { question }] of reservations.entries()) {
    insertAndMeet(tables, at, signatureOf(question), 0, () => {});
    if (at % signaturesPerTurn === 0) await nextTurn();
  }
  return {
    find(inputHash, question) {
      if (reservations.length === 0) return undefined;
      const same = byHash.get(inputHash);
      if (same) return { ...same, by: 'same_question' };
      const met = new Set<number>();
      meetOnly(tables, signatureOf(question), other => met.add(other));
      const near = [...met].map(at => reservations[at]!).find(one => isNear(one.question, question));
      return near && { ...near, by: 'near_question' };
    },
  };
}

/** The MinHash signature of a question, as it is kept with a reservation: 128 unsigned 32-bit numbers. */
export function signatureOf(question: string): Uint32Array {
  const signature = new Uint32Array(slots);
  writeSignature(writeShingles(question), signature);
  return signature;
}

const isNear = (one: string, other: string) =>
  jaccard(one, other) >= atLeast && !protectedDifference(one, other);
