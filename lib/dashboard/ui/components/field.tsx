import { useId, type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes } from 'react';
import styles from './field.module.css';

interface Labelled {
  label: string;
  hint?: ReactNode;
  error?: string | null;
}

export function TextField({
  label,
  hint,
  error,
  ...input
}: Labelled & InputHTMLAttributes<HTMLInputElement>) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className={styles.input}
        aria-describedby={`${id}-hint`}
        aria-invalid={error ? true : undefined}
        autoComplete="off"
        spellCheck={false}
      />
      <p id={`${id}-hint`} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
        {error ?? hint}
      </p>
    </div>
  );
}

interface Options {
  options: { value: string; label: string }[];
  /** The label is only read aloud. */
  isInline?: boolean;
}

export function SelectField({
  label,
  hint,
  options,
  isInline = false,
  ...select
}: Labelled & Options & SelectHTMLAttributes<HTMLSelectElement>) {
  const id = useId();
  return (
    <div className={isInline ? styles.inline : styles.field}>
      <label htmlFor={id} className={isInline ? 'visually-hidden' : undefined}>
        {label}
      </label>
      <select {...select} id={id} className={styles.select}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
    </div>
  );
}

interface CheckboxProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  isLabelHidden?: boolean;
  isPartial?: boolean;
}

export function Checkbox({ label, isLabelHidden = false, isPartial = false, ...input }: CheckboxProps) {
  return (
    <label className={styles.checkbox}>
      <input
        {...input}
        type="checkbox"
        ref={(element) => {
          if (element) {
            element.indeterminate = isPartial;
          }
        }}
      />
      <span className={isLabelHidden ? 'visually-hidden' : undefined}>{label}</span>
    </label>
  );
}
