import type { KeptPassword } from "../api/generated.ts";
import { formatMoment } from "./format.ts";
import { t } from "./i18n.ts";

/** Until when a certificate's password is kept, and where. */
export function keptText({ until, kept_in }: KeptPassword): string {
  const when = until
    ? t("certificates.copies.password_until", { at: formatMoment(until) })
    : t("certificates.copies.password_close");
  return `${when}, ${t(`certificates.copies.kept_in.${kept_in}`)}`;
}
