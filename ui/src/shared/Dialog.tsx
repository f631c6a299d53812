import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Button } from "./Button.tsx";
import { t } from "./i18n.ts";
import "./overlay.css";

export interface DialogProps {
  open: boolean;
  /** Names the thing: `10월 매입.xls 가져오기를 되돌립니다`. */
  title: string;
  /** The consequence, with its figures. */
  children: ReactNode;
  /** The verb of the act. */
  act: string;
  onAct: () => void;
  onClose: () => void;
  busy?: boolean;
  danger?: boolean;
}

/** Asks once, before what cannot be undone. The harmless answer has the focus. */
export function Dialog({ open, title, children, act, onAct, onClose, busy, danger }: DialogProps) {
  return (
    <ModalOverlay
      className="veil"
      isOpen={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
    >
      <Modal className="dialog">
        <AriaDialog role="alertdialog" className="dialog-box">
          <Heading slot="title" className="section-title">
            {title}
          </Heading>
          <div className="dialog-body">{children}</div>
          <div className="dialog-foot">
            <Button autoFocus onPress={onClose}>
              {t("shared.cancel")}
            </Button>
            <Button kind={danger ? "danger" : "primary"} onPress={onAct} isPending={busy ?? false}>
              {act}
            </Button>
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
