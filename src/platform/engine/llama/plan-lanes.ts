export type LanePlan = {
  /** How many answers are written at once; each has a context of its own. */
  lanes: number;
  threadsPerLane: number;
};

const mostLanes = 4;

/**
 * One thread a context as long as cores are few. llama.cpp's threads wait for one another by spinning, so a second
 * thread beside a busy core collapses: on 2 cores with a load of 4, two contexts of one thread wrote 57 tokens/s
 * (SmolLM2-135M Q4_1), one context of two threads 3.7.
 */
export function planLanes(cores: number): LanePlan {
  const lanes = Math.max(1, Math.min(cores, mostLanes));
  return { lanes, threadsPerLane: Math.max(1, Math.floor((cores - 1) / lanes)) };
}
