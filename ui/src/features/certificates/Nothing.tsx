import { markStale } from "../../api/client.ts";
import type { CertificateList } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { t } from "../../shared/i18n.ts";
import { Notes } from "./Notes.tsx";
import { placeText } from "./words.ts";

/** No certificate anywhere: where was looked, and what to do. */
export function Nothing({ list, onImport }: { list: CertificateList; onImport: () => void }) {
  return (
    <>
      <Notes list={list} />
      <EmptyState
        icon="ribbon"
        title={t("certificates.empty.title")}
        actions={
          <>
            <Button icon="arrow-in" onPress={onImport}>
              {t("certificates.import")}
            </Button>
            <Button onPress={() => markStale(["certificate"])}>{t("certificates.again")}</Button>
          </>
        }
      >
        <p>{t("certificates.empty.body")}</p>
        <p>{t("certificates.empty.drop")}</p>
        <h3 className="searched-title">{t("certificates.empty.searched")}</h3>
        <ul className="searched" data-testid="searched">
          {list.searched.map(({ path, place, exists }) => (
            <li key={path}>
              <span className="figures">{path}</span>
              <small>
                {placeText(place)} ·{" "}
                {t(exists ? "certificates.empty.there" : "certificates.empty.absent")}
              </small>
            </li>
          ))}
        </ul>
      </EmptyState>
    </>
  );
}
