/** @jest-environment jsdom */
import { afterEach, expect, it } from '@jest/globals';
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import { Component, useState, type ReactNode } from 'react';
import { later } from '../../../apps/web/src/later.js';

afterEach(cleanup);

function Counter({ name }: { readonly name: string }): ReactNode {
  const [n, setN] = useState(0);
  return <button type="button" onClick={() => setN(n + 1)}>{name} {n}</button>;
}

it('shows that a page loads, then the page, which keeps its state when it is drawn again', async () => {
  let give: (page: typeof Counter) => void = () => undefined;
  const { Page } = later(() => new Promise<typeof Counter>((done) => { give = done; }));
  const { container, rerender } = render(<Page name="a" />);
  expect(container.querySelector('[data-state="loading"]')).not.toBeNull();
  await act(async () => { give(Counter); await Promise.resolve(); });
  fireEvent.click(container.querySelector('button')!);
  rerender(<Page name="b" />);
  expect(container.textContent).toBe('b 1');
});

it('draws a page that was loaded beforehand at once', async () => {
  const { Page, load } = later(() => Promise.resolve(Counter));
  await load();
  expect(render(<Page name="a" />).container.textContent).toBe('a 0');
});

class Caught extends Component<{ readonly children: ReactNode }, { readonly message: string | null }> {
  override state = { message: null };
  static getDerivedStateFromError(e: Error): { message: string } { return { message: e.message }; }
  override render(): ReactNode { return this.state.message ?? this.props.children; }
}

it('says that a page could not be loaded; an error of the page itself passes', async () => {
  const missing = later((): Promise<typeof Counter> => Promise.reject(new TypeError('Failed to fetch')));
  const { container } = render(<Caught><missing.Page name="a" /></Caught>, { onCaughtError: () => undefined });
  await act(() => Promise.resolve());
  expect(container.querySelector('[data-state="error"] button')).not.toBeNull();
  const broken = later(() => Promise.resolve((): ReactNode => { throw new RangeError('a mistake of ours'); }));
  await broken.load();
  expect(render(<Caught><broken.Page /></Caught>, { onCaughtError: () => undefined }).container.textContent).toBe('a mistake of ours');
});
