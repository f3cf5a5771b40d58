/** A measured number with what it should be. `met` is null where there is no goal. */
export type Figure = { name: string; value: number; unit: string; goal: string | null; met: boolean | null };

export type BenchOptions = { json: boolean; args: string[] };

/** One file `bench/<name>.bench.ts` exports one of these as its default. Without figures it has printed them itself. */
export type Bench = {
  name: string;
  summary: string;
  run(options: BenchOptions): Promise<Figure[] | undefined>;
};
