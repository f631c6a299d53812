import { Checkbox as AriaCheckbox } from "react-aria-components";
import { Icon } from "./Icon.tsx";
import "./field.css";

/** A word that is given or not. */
export function Checkbox({
  on,
  onChange,
  children,
}: {
  on: boolean;
  onChange: (on: boolean) => void;
  children: string;
}) {
  return (
    <AriaCheckbox className="check" isSelected={on} onChange={onChange}>
      <span className="check-box" aria-hidden="true">
        <Icon name="check" size={12} />
      </span>
      {children}
    </AriaCheckbox>
  );
}
