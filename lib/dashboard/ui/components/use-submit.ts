import { useState } from 'react';
import { toRequestError, type RequestError } from '../api/request.js';

/** Sends the form of a dialog: closes it when that has worked, or else says what went wrong. */
export function useSubmit(onClose: () => void) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<RequestError | null>(null);
  const submit = (sent: Promise<void>) => {
    setIsBusy(true);
    sent.then(onClose, (cause: unknown) => setError(toRequestError(cause))).finally(() => setIsBusy(false));
  };
  return { submit, isBusy, error };
}
