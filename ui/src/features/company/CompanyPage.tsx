import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useCommand, useQueryOf } from "../../api/client.ts";
import type { CompanyList, CompanySummary } from "../../api/generated.ts";
import { isDark, useAppearance } from "../../shared/appearance.ts";
import { Button } from "../../shared/Button.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { type CompanyAddress, readCompanyAddress } from "./address.ts";
import { CompanyChoice } from "./CompanyChoice.tsx";
import { CompanyForm } from "./CompanyForm.tsx";
import { UnlockSheet } from "./UnlockSheet.tsx";
import "./company.css";

/** The way in: companies of this machine, a new one, or the demo. */
export function CompanyPage() {
  const { data: list, error } = useQueryOf("company.list", {});
  const address = readCompanyAddress(useSearch({ strict: false }));
  return (
    <main className="door-page" id="page" tabIndex={-1}>
      {list?.companies.some((company) => company.open) ? null : <DoorLooks />}
      <div className="door-column">
        {error ? <Problem error={error} /> : null}
        {list ? (
          <Door
            key={`${address.create ?? false} ${address.open ?? ""}`}
            list={list}
            address={address}
          />
        ) : null}
      </div>
    </main>
  );
}

function Door({ list, address }: { list: CompanyList; address: CompanyAddress }) {
  const navigate = useNavigate();
  const [creating, setCreating] = useState(address.create ?? false);
  const asked = list.companies.find((company) => company.id === address.open && !company.open);
  const [unlocking, setUnlocking] = useState<CompanySummary | null>(null);
  const enter = () => void navigate({ to: "/", search: {} });
  const empty = list.companies.length === 0;
  const open = useCommand("company.open");
  const start = (company: CompanySummary) => {
    if (company.open) {
      enter();
    } else if (company.protection === "passphrase") {
      setUnlocking(company);
    } else {
      open.mutate(
        { id: company.id, passphrase: null, recovery_key: null },
        { onSuccess: enter, onError: () => setUnlocking(company) },
      );
    }
  };
  const asking = useRef(asked);
  useEffect(() => {
    // A company chosen in the switcher that needs no word from the clerk opens at once.
    const company = asking.current;
    asking.current = undefined;
    if (company && company.protection !== "passphrase") start(company);
  });
  const sheet = unlocking ?? (asked?.protection === "passphrase" ? asked : null);
  return (
    <>
      {creating || empty ? (
        <CompanyForm
          list={list}
          onCreated={enter}
          onBack={empty ? undefined : () => setCreating(false)}
        />
      ) : (
        <CompanyChoice
          list={list}
          asked={asked?.id}
          busy={open.isPending ? open.variables.id : undefined}
          onOpen={start}
          onCreate={() => setCreating(true)}
        />
      )}
      <DemoOffer list={list} onOpened={enter} />
      {sheet ? (
        <UnlockSheet
          company={sheet}
          failure={open.error}
          onClose={() => {
            setUnlocking(null);
            open.reset();
            void navigate({ to: "/company", search: {} });
          }}
          onOpened={enter}
        />
      ) : null}
    </>
  );
}

/** The demo, while none stands in the list. */
function DemoOffer({ list, onOpened }: { list: CompanyList; onOpened: () => void }) {
  const demo = useCommand("company.demo");
  if (list.companies.some((company) => company.demo)) return null;
  return (
    <div className="demo-offer">
      <Button isPending={demo.isPending} onPress={() => demo.mutate({}, { onSuccess: onOpened })}>
        {t("company.first.look")}
      </Button>
      <span className="quiet">{t("company.first.look_hint")}</span>
      {demo.error ? <Problem error={demo.error} /> : null}
    </div>
  );
}

/** Brightness and language, before any book is open. */
function DoorLooks() {
  const look = useAppearance();
  const dark = isDark(look.theme);
  const other = look.language === "ko" ? "en" : "ko";
  return (
    <div className="door-looks">
      <Button
        kind="plain"
        small
        icon="contrast"
        onPress={() => look.setTheme(dark ? "light" : "dark")}
      >
        {t(dark ? "app.rail.theme_light" : "app.rail.theme_dark")}
      </Button>
      <Button kind="plain" small icon="language" onPress={() => look.setLanguage(other)}>
        {t(`settings.look.languages.${other}`)}
      </Button>
    </div>
  );
}
