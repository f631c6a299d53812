import { Link } from "@tanstack/react-router";
import type { CertificateNotice } from "../../api/generated.ts";
import { t } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";

/** In the status bar: the company's certificate that expires soon, or has expired. */
export function ExpiryItem({ notice }: { notice: CertificateNotice }) {
  const expired = notice.state === "expired";
  const due = expired || notice.notice === 1;
  return (
    <Link
      className="status-item"
      to="/certificates"
      search={{ cert: notice.id }}
      title={`${notice.owner} · ${notice.valid_until}`}
    >
      <State kind={due ? "bad" : "look"}>{expiryText(notice)}</State>
    </Link>
  );
}

/** How long it serves, in the fewest words. */
export function expiryText({ state, days_left: days }: CertificateNotice): string {
  if (state === "expired") return t("certificates.status.expired");
  return days === 0 ? t("certificates.status.today") : t("certificates.status.soon", { days });
}
