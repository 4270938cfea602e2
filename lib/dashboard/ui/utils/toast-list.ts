export interface Toast {
  text: string;
  tone?: 'done' | 'error';
  /** Something to do about it, for as long as it is there. */
  action?: { label: string; run: () => void };
}

export type ShownToast = Toast & { id: number };

const MOST = 3;
const SECONDS = { plain: 5, withAction: 12 };

/**
 * What the viewer's own actions did, whatever has become of the part of the page that asked for them.
 * A toast goes by itself, but not while the pointer or the focus is on it.
 */
export class ToastList {
  private shown: readonly ShownToast[] = [];
  private readonly holders = new Map<number, Set<'pointer' | 'focus'>>();
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();
  private readonly listeners = new Set<() => void>();
  private lastId = 0;

  readonly show = (toast: Toast): void => {
    const shown = { ...toast, id: ++this.lastId };
    const gone = this.shown.slice(0, Math.max(0, this.shown.length + 1 - MOST));
    gone.forEach(({ id }) => this.close(id));
    this.holders.set(shown.id, new Set());
    this.set([...this.shown, shown]);
    this.start(shown);
  };

  readonly close = (id: number): void => {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.holders.delete(id);
    this.set(this.shown.filter((toast) => toast.id !== id));
  };

  /** Its time stops. */
  hold({ id }: ShownToast, by: 'pointer' | 'focus'): void {
    clearTimeout(this.timers.get(id));
    this.holders.get(id)?.add(by);
  }

  /** Its time begins anew once nothing holds it any more. */
  release(toast: ShownToast, by: 'pointer' | 'focus'): void {
    const holders = this.holders.get(toast.id);
    if (holders?.delete(by) && holders.size === 0) {
      this.start(toast);
    }
  }

  readonly act = ({ id, action }: ShownToast): void => {
    this.close(id);
    action?.run();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): readonly ShownToast[] => this.shown;

  private start({ id, action }: ShownToast): void {
    const seconds = action ? SECONDS.withAction : SECONDS.plain;
    this.timers.set(
      id,
      setTimeout(() => this.close(id), seconds * 1_000),
    );
  }

  private set(shown: readonly ShownToast[]): void {
    this.shown = shown;
    this.listeners.forEach((listener) => listener());
  }
}

export const toasts = new ToastList();
