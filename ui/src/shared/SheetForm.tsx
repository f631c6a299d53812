import { type ReactNode, useState } from "react";
import type { ErrorView } from "../api/generated.ts";
import { toErrorView } from "../host/index.ts";
import { Button } from "./Button.tsx";
import { t } from "./i18n.ts";
import { enterGoesOn, WRITTEN_FIELDS } from "./nextField.ts";
import { Sheet } from "./Sheet.tsx";

/** Something that is being done, and why it was not. */
export function useRun() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorView | null>(null);
  const run = async (act: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await act();
    } catch (reason) {
      setError(toErrorView(reason));
    }
    setBusy(false);
  };
  return { busy, error, run };
}

interface SheetFormProps {
  title: string;
  note: string;
  act: string;
  ready: boolean;
  busy: boolean;
  danger?: boolean;
  /** Once it is done there is nothing left to press but closing. */
  done?: boolean;
  onAct: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A short form at the side: Enter goes through its fields and ends with its act. */
export function SheetForm(props: SheetFormProps) {
  const { act, ready, busy, done, onAct, onClose } = props;
  const submit = () => {
    if (ready && !busy && !done) onAct();
  };
  return (
    <Sheet
      open
      onClose={onClose}
      title={props.title}
      width={480}
      actions={
        <>
          {/* What was typed in is gone with its outcome: the focus goes to what is left to press. */}
          <Button key={done ? "close" : "cancel"} autoFocus={done ?? false} onPress={onClose}>
            {t(done ? "shared.close" : "shared.cancel")}
          </Button>
          {done ? null : (
            <Button
              kind={props.danger ? "danger" : "primary"}
              isPending={busy}
              isDisabled={!ready}
              onPress={submit}
            >
              {act}
            </Button>
          )}
        </>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter moves between the fields inside */}
      <div
        className="sheet-fields"
        onKeyDown={(event) => enterGoesOn(event, submit, WRITTEN_FIELDS)}
      >
        <p>{props.note}</p>
        {props.children}
      </div>
    </Sheet>
  );
}
