import { Observable, Subscriber, type Observer, type Operator, type Subscription } from 'rxjs';

/**
 * An observable whose subscribers may throw: rxjs would raise the error as an uncaught exception,
 * which ends the process. What is derived from it with operators is guarded too.
 */
export class GuardedObservable<Value> extends Observable<Value> {
  constructor(
    private readonly report: (error: unknown) => void,
    source?: Observable<unknown>,
    operator?: Operator<unknown, Value>,
  ) {
    super();
    this.source = source;
    this.operator = operator as Operator<unknown, Value> | undefined;
  }

  override lift<Result>(operator?: Operator<Value, Result>): Observable<Result> {
    return new GuardedObservable(
      this.report,
      this as Observable<unknown>,
      operator as Operator<unknown, Result>,
    );
  }

  override subscribe(
    observerOrNext?: Partial<Observer<Value>> | ((value: Value) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // An operator's own subscriber, on the way to somebody's: that one is guarded.
    if (observerOrNext instanceof Subscriber) {
      return super.subscribe(observerOrNext);
    }
    const observer =
      typeof observerOrNext === 'function'
        ? { next: observerOrNext, error: error ?? undefined, complete: complete ?? undefined }
        : (observerOrNext ?? {});
    return super.subscribe({
      next: (value) => this.guard(() => observer.next?.(value)),
      error: (cause: unknown) =>
        this.guard(() => (observer.error ? observer.error(cause) : this.report(cause))),
      complete: () => this.guard(() => observer.complete?.()),
    });
  }

  private guard(notify: () => void): void {
    try {
      notify();
    } catch (cause) {
      this.report(cause);
    }
  }
}
