import { useState } from "react";
import { call, putSecret } from "../../api/client.ts";
import type { CompanySummary, ErrorView } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { formatMoment } from "../../shared/format.ts";
import { isOfKey } from "../../shared/givenKey.ts";
import { t } from "../../shared/i18n.ts";
import { showToast } from "../../shared/toasts.ts";
import { programText } from "./holder.ts";

/** What a book is opened with. The keyring needs no word from the clerk. */
export type Way = "keyring" | "passphrase" | "recovery";

/** What the clerk says beside the key. */
export interface OpenWish {
  takeOver?: boolean;
  readOnly?: boolean;
}

/** Opens a book and says what is worth knowing about how it was found. */
export async function openCompany(
  company: CompanySummary,
  way: Way,
  secret: string,
  wish: OpenWish = {},
): Promise<void> {
  const ticket = way === "keyring" ? null : await putSecret(secret);
  const opened = await call("company.open", {
    id: company.id,
    passphrase: way === "passphrase" ? ticket : null,
    recovery_key: way === "recovery" ? ticket : null,
    take_over: wish.takeOver ?? false,
    read_only: wish.readOnly ?? false,
  });
  if (opened.took_over) {
    const { program, since } = opened.took_over;
    const at = formatMoment(since);
    showToast({ text: t("company.took_over", { program: programText(program), at }) });
  }
  if (opened.upgraded) showToast({ text: t("company.upgraded") });
}

/** The way a book is usually opened. */
export function usualWay({ protection }: CompanySummary): Way {
  return protection === "passphrase" ? "passphrase" : "keyring";
}

/** The way offered after a failure: without a keyring only the recovery key is left. */
export function wayAfter(company: CompanySummary, failure: ErrorView | null): Way {
  const usual = usualWay(company);
  return usual === "keyring" && failure && isOfKey(failure) ? "recovery" : usual;
}

/** One company being opened: what was typed, what came of it. */
export function useUnlock(
  company: CompanySummary,
  failure: ErrorView | null,
  onOpened: () => void,
) {
  const [way, setWay] = useState<Way>(() => wayAfter(company, failure));
  const [secret, setSecret] = useState("");
  const [error, setError] = useState<ErrorView | null>(failure);
  const [busy, setBusy] = useState(false);
  const ready = way === "keyring" || secret.trim() !== "";
  const submit = async (wish: OpenWish = {}) => {
    if (busy || !ready) return;
    setBusy(true);
    setError(null);
    try {
      await openCompany(company, way, secret, wish);
      setSecret("");
      setBusy(false);
      onOpened();
    } catch (reason) {
      const failed = toErrorView(reason);
      // Opening sets no passphrase: one too short to be chosen is simply a wrong one.
      const weak = failed.code === "key.passphrase_weak";
      const shown = weak ? { ...failed, code: "book.wrong_key" } : failed;
      setError(shown);
      if (way === "keyring") setWay(wayAfter(company, shown));
      setBusy(false);
    }
  };
  const turn = (next: Way) => {
    setWay(next);
    setSecret("");
    setError(null);
  };
  /** What stood in the way is gone: the same key may be tried again. */
  const settle = () => setError(null);
  /** The other way in: a demo book's key lies beside it and has no other. */
  const other: Way | null =
    way !== "recovery" ? (company.demo ? null : "recovery") : usualWay(company);
  return { company, way, other, secret, setSecret, error, busy, ready, submit, turn, settle };
}

export type Unlock = ReturnType<typeof useUnlock>;
