import { type ReactNode, useState } from "react";
import { Button, Dialog, DialogTrigger, Popover } from "react-aria-components";
import { Icon } from "./Icon.tsx";
import { t } from "./i18n.ts";
import "./overlay.css";

export interface ChipProps {
  /** What is filtered, for instance 기간. */
  label: string;
  /** The value in words, for instance 이번 달 or 전체. */
  value: string;
  /** True when the chip narrows the list. */
  on?: boolean;
  /** Takes the narrowing away; shows a small cross. */
  onClear?: (() => void) | undefined;
  /** What the popover holds; it is given a function that closes it. */
  children: (close: () => void) => ReactNode;
  /** Width of the popover in pixels. */
  width?: number;
}

/** A filter in one word: label and value, its choices in a popover. */
export function Chip({ label, value, on, onClear, children, width = 280 }: ChipProps) {
  const [open, setOpen] = useState(false);
  const clearable = on && onClear;
  return (
    <span className={clearable ? "chip-box clearable" : "chip-box"}>
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <Button className={on ? "chip on" : "chip"}>
          <span>{label}</span> <b className="cut">{value}</b>
          {clearable ? null : <Icon name="chevron-down" size={12} />}
        </Button>
        <Popover className="popover" placement="bottom start" offset={4}>
          <Dialog className="chip-dialog" aria-label={label} style={{ width }}>
            {children(() => setOpen(false))}
          </Dialog>
        </Popover>
      </DialogTrigger>
      {clearable ? (
        <Button
          className="chip-clear"
          aria-label={`${label} ${t("shared.clear")}`}
          onPress={onClear}
        >
          <Icon name="close" size={12} />
        </Button>
      ) : null}
    </span>
  );
}
