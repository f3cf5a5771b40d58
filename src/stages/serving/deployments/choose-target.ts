import { createHash } from 'node:crypto';

/**
 * Which target answers this user: by weight over many users, the same for one user as long as the weights stay. `salt`
 * (the deployment's id) keeps one deployment's assignment apart from another's.
 */
export function chooseTarget<Target extends { weight: number }>(
  targets: readonly Target[],
  salt: string,
  user: string,
): Target {
  if (targets.length === 1) return targets[0]!;
  const total = targets.reduce((sum, target) => sum + target.weight, 0);
  let left = fraction(`${salt}\n${user}`) * total;
  for (const target of targets) {
    left -= target.weight;
    if (left < 0) return target;
  }
  return targets.at(-1)!;
}

/** In [0, 1), evenly, from the first 48 bits of a SHA-256. */
const fraction = (text: string): number =>
  createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
