import type { CompanyList, CompanySummary } from "../../api/generated.ts";
import { Button } from "../../shared/Button.tsx";
import { formatDate } from "../../shared/format.ts";
import { t } from "../../shared/i18n.ts";
import { State } from "../../shared/State.tsx";

interface Choice {
  list: CompanyList;
  /** The company the address asks for. */
  asked: string | undefined;
  /** The one being opened now. */
  busy: string | undefined;
  onOpen: (company: CompanySummary) => void;
  onCreate: () => void;
}

/** The day in Korea of a moment in Unix milliseconds. */
function dayOf(moment_ms: number): string {
  const KOREA_MS = 9 * 3_600_000;
  return formatDate(new Date(moment_ms + KOREA_MS).toISOString());
}

function Company({
  company,
  choice,
  first,
}: {
  company: CompanySummary;
  choice: Choice;
  first: boolean;
}) {
  const opened = company.opened_at_ms;
  return (
    <li className={company.id === choice.asked ? "company-row asked" : "company-row"}>
      <span className="company-name">
        <b className="cut">{company.name}</b>
        <small>
          {company.business_number}
          {company.demo ? ` · ${t("company.door.demo")}` : ""}
        </small>
      </span>
      <span className="company-state">
        {company.open ? (
          <State kind="good">{t("company.door.current")}</State>
        ) : (
          <span className="quiet">
            {opened === null
              ? t("company.door.never")
              : t("company.door.opened_at", { at: dayOf(opened) })}
          </span>
        )}
        <small>{t(`company.protection.${company.protection}`)}</small>
      </span>
      <Button
        {...(first ? { kind: "primary" as const, autoFocus: true } : {})}
        isPending={choice.busy === company.id}
        onPress={() => choice.onOpen(company)}
      >
        <span className="unseen">{company.name} </span>
        {t("company.door.open")}
      </Button>
    </li>
  );
}

/** Companies known on this machine, the last opened first. */
export function CompanyChoice(choice: Choice) {
  return (
    <>
      <header className="door-head">
        <h1>{t("company.door.title")}</h1>
        <p className="quiet">{t("company.door.hint")}</p>
      </header>
      <ul className="company-list" aria-label={t("company.door.list")}>
        {choice.list.companies.map((company, at) => (
          <Company key={company.id} company={company} choice={choice} first={at === 0} />
        ))}
      </ul>
      <p>
        <Button icon="plus" onPress={choice.onCreate}>
          {t("app.switcher.new")}
        </Button>
      </p>
    </>
  );
}
