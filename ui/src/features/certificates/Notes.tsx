import { useCommand } from "../../api/client.ts";
import type { CertificateList } from "../../api/generated.ts";
import { Icon } from "../../shared/Icon.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { showToast } from "../../shared/toasts.ts";

/** What the clerk must know of the search itself: a default that is gone, what was not looked at. */
export function Notes({ list }: { list: CertificateList }) {
  const { default_missing: missing, limit, silent, unreadable } = list;
  const choose = useCommand("certificate.set_default");
  const forget = () =>
    choose.mutate(
      {},
      { onSuccess: () => void showToast({ text: t("certificates.default.forgotten") }) },
    );
  if (!missing && limit === null && silent.length === 0 && unreadable.length === 0) return null;
  return (
    <div className="certificate-notes" data-testid="certificate-notes">
      {missing ? (
        <p>
          <Icon name="warning" />
          <span>
            {t("certificates.default.missing")}{" "}
            <button type="button" className="link" onClick={forget}>
              {t("certificates.default.forget")}
            </button>
          </span>
        </p>
      ) : null}
      {choose.error ? <Problem error={choose.error} /> : null}
      {limit === null ? null : (
        <p>
          <Icon name="info" />
          <span>{t(`certificates.limit.${limit}`)}</span>
        </p>
      )}
      {silent.length === 0 ? null : (
        <p title={silent.join("\n")}>
          <Icon name="warning" />
          <span>{t("certificates.silent", { count: silent.length })}</span>
        </p>
      )}
      {unreadable.length === 0 ? null : (
        <p title={unreadable.join("\n")}>
          <Icon name="info" />
          <span>{t("certificates.unreadable", { count: unreadable.length })}</span>
        </p>
      )}
    </div>
  );
}
