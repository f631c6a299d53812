import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { Icon, type IconName } from "./Icon.tsx";
import { Tip } from "./Tip.tsx";
import "./button.css";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  children: ReactNode;
  /** `primary` once a page; `danger` for what cannot be undone; `plain` has no edge. */
  kind?: "primary" | "danger" | "plain";
  small?: boolean;
  icon?: IconName;
  /** Key shown beside the words, for instance `Ctrl+E`. */
  keys?: string | undefined;
  className?: string;
}

/**
 * A verb to press. While pending it keeps the focus and does nothing; the library's own pending
 * state is not used, because what it announces points at buttons that may be gone.
 */
export function Button(props: ButtonProps) {
  const { children, kind, small, icon, keys, className, isPending, onPress, ...rest } = props;
  const classes = ["btn", kind, small ? "small" : "", isPending ? "pending" : "", className];
  return (
    <AriaButton
      {...rest}
      {...(isPending ? { type: "button" as const } : onPress ? { onPress } : {})}
      aria-disabled={isPending ? true : undefined}
      className={classes.filter(Boolean).join(" ")}
    >
      {icon ? <Icon name={icon} /> : null}
      {children}
      {keys ? <small aria-hidden="true">{keys}</small> : null}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  icon: IconName;
  /** What it does; read aloud and shown as a tip. */
  label: string;
  keys?: string | undefined;
  plain?: boolean;
  className?: string;
}

/** A button that is only a drawing; its label is a tip. */
export function IconButton({ icon, label, keys, plain, className, ...rest }: IconButtonProps) {
  const classes = ["btn", "icon-only", plain ? "plain" : "", className].filter(Boolean).join(" ");
  return (
    <Tip text={keys ? `${label} ${keys}` : label}>
      <AriaButton {...rest} aria-label={label} className={classes}>
        <Icon name={icon} />
      </AriaButton>
    </Tip>
  );
}
