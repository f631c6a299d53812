import type { ReactElement } from "react";
import { Tooltip, TooltipTrigger } from "react-aria-components";

/** Milliseconds the mouse rests before a tip shows. */
const TIP_DELAY_MS = 500;

/** A short word for what has none on screen; shows on focus and on a resting mouse. */
export function Tip({
  text,
  children,
  right,
}: {
  text: string;
  children: ReactElement;
  right?: boolean;
}) {
  return (
    <TooltipTrigger delay={TIP_DELAY_MS} closeDelay={0}>
      {children}
      <Tooltip className="tip" placement={right ? "right" : "bottom"} offset={6}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
