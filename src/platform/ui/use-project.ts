import { useParams } from '@tanstack/react-router';

/** The project of the address: its slug. */
export const useProject = (): string => (useParams({ strict: false }) as { project: string }).project;

/** A parameter of the page's own path, such as `id`. */
export const useParam = (name: string): string =>
  (useParams({ strict: false }) as Record<string, string>)[name]!;
