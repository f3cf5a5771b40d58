import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isComposing, isTyping, isBehindDialog } from '#platform/ui/keys/use-keys.ts';
import { findStage, type StageName } from '../../stages.ts';
import { otherLetters, stageLetters } from './stage-letters.ts';

const longestPauseMs = 1_500;

/** `G`, then a letter within a moment. It listens before the page does, so that the letter is not taken for one of its keys. */
export function useGoKeys(project: string | undefined): void {
  const navigate = useNavigate();
  useEffect(() => {
    let startedAt = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event) || isTyping(event)) return;
      if (isBehindDialog(event)) return;
      const isSecond = performance.now() - startedAt < longestPauseMs;
      startedAt = -Infinity;
      const letter = event.key.toLowerCase();
      if (!isSecond) {
        if (letter === 'g') startedAt = performance.now();
        return;
      }
      const to = addressFor(letter, project);
      if (!to) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void navigate({ to });
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [navigate, project]);
}

export function addressFor(letter: string, project: string | undefined): string | undefined {
  if (letter === otherLetters.queue) return '/queue';
  if (letter === otherLetters.projects) return '/projects';
  const name = (Object.keys(stageLetters) as StageName[]).find(each => stageLetters[each] === letter);
  if (!name || !project) return undefined;
  return `/p/${project}/${findStage(name)?.menu[0]?.path ?? name}`;
}
