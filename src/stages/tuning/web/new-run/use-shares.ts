import { useEffect, useState } from 'react';
import type { MethodName } from '../../methods/method-names.ts';
import type { Preflight } from '../../runs/run.contract.ts';

export type Shares = Partial<Record<MethodName, number>>;

/** The share of a base's weights that each method trains: known from the first pre-flight with the base on. */
export function useShares(
  base: string | undefined,
  preflight: Preflight | undefined,
  chosen: MethodName,
): Shares {
  const [known, setKnown] = useState<{ base: string | undefined; shares: Shares }>();
  useEffect(() => {
    if (preflight?.trained) setKnown({ base, shares: sharesOf(preflight, chosen) });
  }, [preflight]);
  return known !== undefined && known.base === base ? known.shares : {};
}

/** The chosen method by what is set of it, the others with their defaults. */
export function sharesOf({ trained, base: { parameters } }: Preflight, chosen: MethodName): Shares {
  if (!trained || parameters <= 1) return {};
  const usual = Object.fromEntries(
    Object.entries(trained.usual).map(([name, weights]) => [name, weights / parameters]),
  ) as Shares;
  const { lora } = usual;
  const alike = lora === undefined ? {} : { qlora_4bit: lora, qlora_8bit: lora, pissa: lora };
  return { ...alike, ...usual, [chosen]: trained.this / parameters };
}
