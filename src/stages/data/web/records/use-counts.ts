import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import type { recordFilters } from '../../records/record.contract.ts';
import { recordFacetsApi } from '../api.ts';

export type Filter = z.infer<typeof recordFilters>;

const soonMs = 700;
const laterMs = 8_000;

/** While newer counts are on their way the last ones stay in view. */
const options = {
  placeholderData: <Data>(before: Data | undefined) => before,
  refetchInterval: (query: { state: { data?: { isCounting: boolean } | undefined } }) =>
    query.state.data?.isCounting ? soonMs : laterMs,
};

export const useFacets = (project: string, filter: Filter) =>
  useQuery({
    ...recordFacetsApi.facets.queryOptions({ input: { project, ...filter } }),
    ...options,
  } as never) as ReturnType<typeof useQuery<Awaited<ReturnType<typeof recordFacetsApi.facets.call>>>>;

export const useHistograms = (project: string, filter: Filter) =>
  useQuery({
    ...recordFacetsApi.histograms.queryOptions({ input: { project, ...filter } }),
    ...options,
  } as never) as ReturnType<typeof useQuery<Awaited<ReturnType<typeof recordFacetsApi.histograms.call>>>>;
