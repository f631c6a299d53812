import type { ReactNode } from "react";
import { Dialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { IconButton } from "./Button.tsx";
import { t } from "./i18n.ts";
import "./overlay.css";

export interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** A second line under the title. */
  note?: ReactNode;
  /** Buttons at the foot; the page's filled button may stand here. */
  actions?: ReactNode;
  children: ReactNode;
  width?: number;
}

/** A side panel for short forms; Esc and the veil close it, focus returns to where it was. */
export function Sheet({ open, onClose, title, note, actions, children, width = 440 }: SheetProps) {
  return (
    <ModalOverlay
      className="veil"
      isOpen={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      isDismissable
    >
      <Modal className="sheet" style={{ width }}>
        <Dialog className="sheet-dialog">
          <header className="sheet-head">
            <div className="sheet-title">
              <Heading slot="title" className="section-title">
                {title}
              </Heading>
              {note ? <p className="quiet">{note}</p> : null}
            </div>
            <IconButton plain icon="close" label={t("shared.close")} keys="Esc" onPress={onClose} />
          </header>
          <div className="sheet-body">{children}</div>
          {actions ? <footer className="sheet-foot">{actions}</footer> : null}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
