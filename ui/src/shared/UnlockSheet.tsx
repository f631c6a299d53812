import type {
  CertificateList,
  CertificateRow,
  ErrorView,
  KeepPassword,
  KeptPassword,
} from "../api/generated.ts";
import { t } from "./i18n.ts";
import { PasswordFields, usePassword } from "./Password.tsx";
import { SheetForm } from "./SheetForm.tsx";

/** A password's ticket and the wish for how long to keep it; a ticket works once, so ask again. */
export type Given = () => Promise<{ password?: number; keep_password?: KeepPassword }>;

/** Certificates that can log in, those that suit first. */
export function loginChoices(list: CertificateList): CertificateRow[] {
  const usable = list.certificates.filter(({ usable, state }) => usable && state === "valid");
  const rank = (row: CertificateRow) => (row.is_default ? 0 : row.suits_tax_invoices ? 1 : 2);
  return usable.sort((a, b) => rank(a) - rank(b));
}

/** The password that is kept for one of a certificate's copies. */
export function keptFor(row: CertificateRow): KeptPassword | null {
  return row.copies.find(({ password }) => password !== null)?.password ?? null;
}

interface UnlockSheetProps {
  row: CertificateRow;
  list: CertificateList;
  note: string;
  act: string;
  error: ErrorView | null;
  onGiven: (given: Given) => void;
  onClose: () => void;
}

/** Asks for a certificate's password before something that needs its key. */
export function UnlockSheet({ row, list, note, act, error, onGiven, onClose }: UnlockSheetProps) {
  const password = usePassword(null);
  return (
    <SheetForm
      title={t("certificates.unlock.title", { owner: row.owner })}
      note={note}
      act={act}
      ready={password.ready}
      busy={false}
      onAct={() => onGiven(password.given)}
      onClose={onClose}
    >
      <PasswordFields
        password={password}
        error={error}
        keyring={list.keyring_available}
        hint={
          list.demo_password
            ? t("certificates.unlock.demo", { password: list.demo_password })
            : undefined
        }
        autoFocus
      />
    </SheetForm>
  );
}
