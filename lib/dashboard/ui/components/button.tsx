import { clsx } from 'clsx';
import type { ButtonHTMLAttributes } from 'react';
import type { IconName } from '../utils/icon-paths.js';
import styles from './button.module.css';
import { Icon } from './icon.js';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  tone?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'small' | 'medium';
  icon?: IconName;
  /** Only the icon is seen; the children name it. */
  isIconOnly?: boolean;
  isBusy?: boolean;
}

export function Button({
  tone = 'plain',
  size = 'medium',
  icon,
  isIconOnly = false,
  isBusy = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      title={isIconOnly && typeof children === 'string' ? children : undefined}
      {...rest}
      className={buttonClass({ tone, size, isIconOnly }, className)}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
    >
      {isBusy ? <Icon name="processing" isSpinning /> : icon && <Icon name={icon} />}
      <span className={isIconOnly ? 'visually-hidden' : undefined}>{children}</span>
    </button>
  );
}

/** For links that look like buttons. */
export function buttonClass(
  { tone = 'plain', size = 'medium', isIconOnly = false }: Pick<ButtonProps, 'tone' | 'size' | 'isIconOnly'>,
  className?: string,
): string {
  return clsx(styles.button, styles[tone], styles[size], isIconOnly && styles.iconOnly, className);
}
