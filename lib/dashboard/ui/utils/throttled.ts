/** Runs at once, and then at most once in `interval` ms: what was asked for meanwhile is done at its end. */
export function throttled(run: () => void, interval: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsked = false;
  const rest = () => {
    isAsked = false;
    run();
    timer = setTimeout(() => {
      timer = undefined;
      if (isAsked) {
        rest();
      }
    }, interval);
  };
  return () => {
    if (timer === undefined) {
      rest();
    } else {
      isAsked = true;
    }
  };
}
