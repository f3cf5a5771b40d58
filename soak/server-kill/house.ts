import type { Random } from '../../bench/seeded-random.ts';
import type { LivingServer } from '../living-server.ts';
import type { PatientClient } from '../patient-client.ts';
import type { Project } from '../prepare-project.ts';
import type { Ledger } from './ledger.ts';

/** What the activities find in place: two projects, a remote model under a name, a base that trains in seconds. */
export type House = {
  server: LivingServer;
  client: PatientClient;
  ledger: Ledger;
  /** Where much is imported. */
  bulk: Project;
  /** Where little is imported, but all of it is cleaned, frozen, trained on and voted on. */
  desk: Project & { datasetId: string; datasetVersionId: string };
  deploymentId: string;
  base: string;
  /** An answer that came whole, to say something about. */
  lastAnswer: { id: string; question: string } | undefined;
  fault(sentence: string): void;
};

/** One kind of thing that people do. Called again and again; ends what it began also where the server dies meanwhile. */
export type Activity = (house: House, random: Random, turn: number) => Promise<void>;

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;
export const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
