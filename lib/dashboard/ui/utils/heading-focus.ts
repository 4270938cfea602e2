/** Where the focus goes when what had it is gone: the page's heading. */
export function focusHeading(): void {
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/** As the `ref` of what can go away with the focus in it: otherwise the focus would be nowhere. */
export function passFocus(element: HTMLElement | null): () => void {
  return () => {
    if (element?.contains(document.activeElement)) {
      focusHeading();
    }
  };
}
