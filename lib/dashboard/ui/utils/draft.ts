/** What is written in a field, and what of it has been sent but has not come back as the field's value yet. */
export interface Draft {
  text: string;
  sent: readonly string[];
}

export function draftOf(value: string): Draft {
  return { text: value, sent: [] };
}

export function sending(draft: Draft, text: string): Draft {
  return { ...draft, sent: [...draft.sent, text] };
}

/** The field has another value. Its own comes late: what has been written since stays. */
export function received(draft: Draft, value: string): Draft {
  const at = draft.sent.indexOf(value);
  return at === -1 ? draftOf(value) : { ...draft, sent: draft.sent.slice(at + 1) };
}
