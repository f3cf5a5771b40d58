import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntApp } from 'antd';
import { queryClient } from '#platform/ui/api/query-client.ts';
import { ThemeProvider } from '#platform/ui/theme/theme-provider.tsx';
import { router } from './routes.tsx';

export function Application() {
  return (
    <ThemeProvider>
      <AntApp component={false}>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ThemeProvider>
  );
}
