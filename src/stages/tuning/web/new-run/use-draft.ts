import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type * as z from 'zod';
import type { MethodName, RecipeWish } from '../../methods/method-names.ts';
import type { ObjectiveName } from '../../runs/objectives.ts';
import { withCard, withMethod, withObjective, withRecipe } from './edit-draft.ts';
import { type Draft, readAddress, type searchSchema, writeAddress } from './recipe-address.ts';
import { withoutEmpty } from './recipe-changes.ts';
import type { RecipeName } from './recipes.ts';

type Search = z.output<typeof searchSchema>;

const settleMs = 250;

/** The recipe that the page edits. The address follows it after a moment, and leads it when somebody goes back. */
export function useDraft(
  search: Search,
  change: (next: Partial<Search>, how?: { replace?: boolean }) => void,
) {
  const id = useMemo(() => search.draft ?? crypto.randomUUID().slice(0, 8), []);
  const [draft, setDraft] = useState<Draft>(() => readAddress(search, sessionStorage));
  const written = useRef(addressKey(search));
  const key = addressKey(search);
  useEffect(() => {
    if (key === written.current) return;
    written.current = key;
    setDraft(readAddress(search, sessionStorage));
  }, [key, search]);
  useEffect(() => {
    const timer = setTimeout(() => {
      const address = writeAddress(draft, sessionStorage, id);
      const next = addressKey({ method: 'lora', recipe: 'standard', ...withoutEmpty(address) });
      if (next === written.current) return;
      written.current = next;
      change(address as Partial<Search>, { replace: true });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [draft, id, change]);
  const setRecipe = useCallback((recipe: RecipeWish) => setDraft(old => withRecipe(old, recipe)), []);
  const chooseMethod = useCallback((name: MethodName) => setDraft(old => withMethod(old, name)), []);
  const chooseCard = useCallback((card: RecipeName) => setDraft(old => withCard(old, card)), []);
  const chooseObjective = useCallback((name: ObjectiveName) => setDraft(old => withObjective(old, name)), []);
  return { ...draft, setRecipe, chooseMethod, chooseCard, chooseObjective };
}

const addressKey = ({ method, recipe, set, draft }: Pick<Search, 'method' | 'recipe' | 'set' | 'draft'>) =>
  JSON.stringify([method, recipe, set, draft]);
