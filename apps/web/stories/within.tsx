/** A page of the app in the place it has there, with what the server would have answered; what is not given has not come yet. */
import type { ReactNode } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { MemoryRouter } from 'react-router';
import type { Me } from '@clonewatch/contracts';

type Answers = readonly (readonly [key: readonly unknown[], answer: unknown])[];

export const meAs = (role: Me['sites'][number]['role']): Me => ({
  user: { id: 'u1', email: 'doctor@example.org' }, via: 'session', sites: [{ id: 's1', code: 'main', name: 'Main', demo: false, role, patients: 1 }], version: '0.1.0',
});

export function Within({ path, answers, children }: { readonly path: string; readonly answers: Answers; readonly children: ReactNode }): ReactNode {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  for (const [key, answer] of answers) client.setQueryData(key, answer);
  return <QueryClientProvider client={client}><MemoryRouter initialEntries={[path]}>{children}</MemoryRouter></QueryClientProvider>;
}
