import { Link, useNavigate, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { afterwards, useCommand, useQueryOf } from "../../api/client.ts";
import type { CompanyList, CompanySummary, ErrorView } from "../../api/generated.ts";
import { toErrorView } from "../../host/index.ts";
import { isDark, useAppearance } from "../../shared/appearance.ts";
import { Button } from "../../shared/Button.tsx";
import { t } from "../../shared/i18n.ts";
import { Problem } from "../../shared/Problem.tsx";
import { type CompanyAddress, readCompanyAddress } from "./address.ts";
import { CompanyChoice } from "./CompanyChoice.tsx";
import { CompanyForm } from "./CompanyForm.tsx";
import { LockedDoor } from "./LockedDoor.tsx";
import { openCompany } from "./opening.ts";
import { UnlockSheet } from "./UnlockSheet.tsx";
import "./company.css";

/** The way in: companies of this machine, a new one, or the demo. */
export function CompanyPage() {
  const { data: list, error } = useQueryOf("company.list", {});
  const { data: status } = useQueryOf("app.status", {});
  const address = readCompanyAddress(useSearch({ strict: false }));
  return (
    <main className="door-page" id="page" tabIndex={-1}>
      {list?.companies.some((company) => company.open) ? null : <DoorLooks />}
      <div className="door-column">
        {error ? <Problem error={error} /> : null}
        {list && status ? (
          <Door
            key={`${address.create ?? false} ${address.open ?? ""}`}
            list={list}
            locked={status?.locked_company ?? null}
            address={address}
          />
        ) : null}
      </div>
    </main>
  );
}

function Door({
  list,
  locked,
  address,
}: {
  list: CompanyList;
  /** The company that was locked and waits for its key. */
  locked: CompanySummary | null;
  address: CompanyAddress;
}) {
  const navigate = useNavigate();
  const [creating, setCreating] = useState(address.create ?? false);
  const [elsewhere, setElsewhere] = useState(address.open !== undefined);
  const asked = list.companies.find((company) => company.id === address.open && !company.open);
  const router = useRouter();
  const door = useRef(router.state.location.pathname);
  // Whoever has gone elsewhere by then is not called back.
  const enter = () => {
    if (router.state.location.pathname === door.current) void navigate({ to: "/", search: {} });
  };
  const opening = useOpening(enter);
  const start = (company: CompanySummary) => (company.open ? enter() : opening.start(company));
  const asking = useRef(asked);
  useEffect(() => {
    // A company chosen in the switcher that needs no word from the clerk opens at once.
    const company = asking.current;
    asking.current = undefined;
    if (company && company.protection !== "passphrase") start(company);
  });
  const empty = list.companies.length === 0;
  if (locked && !elsewhere && !creating) {
    return <LockedDoor company={locked} onOpened={enter} onOther={() => setElsewhere(true)} />;
  }
  const sheet = opening.unlocking ?? (asked?.protection === "passphrase" ? asked : null);
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
          busy={opening.busy}
          onOpen={start}
          onCreate={() => setCreating(true)}
        />
      )}
      <OtherWays list={list} onOpened={enter} />
      {sheet ? (
        <UnlockSheet
          company={sheet}
          failure={opening.failure}
          onClose={() => {
            opening.stop();
            void navigate({ to: "/company", search: {} });
          }}
          onOpened={enter}
        />
      ) : null}
    </>
  );
}

/** Opens what needs no word at once, and asks in a sheet where one is needed or it failed. */
function useOpening(onOpened: () => void) {
  const [unlocking, setUnlocking] = useState<CompanySummary | null>(null);
  const [failure, setFailure] = useState<ErrorView | null>(null);
  const [busy, setBusy] = useState<string | undefined>(undefined);
  const start = (company: CompanySummary) => {
    if (company.protection === "passphrase") {
      setUnlocking(company);
      return;
    }
    setBusy(company.id);
    openCompany(company, "keyring", "")
      .then(onOpened, (reason: unknown) => {
        setFailure(toErrorView(reason));
        setUnlocking(company);
      })
      .finally(() => setBusy(undefined));
  };
  const stop = () => {
    setUnlocking(null);
    setFailure(null);
  };
  return { unlocking, failure, busy, start, stop };
}

/** Beside a new book and a known one: one from a backup, and the demo while none is in the list. */
function OtherWays({ list, onOpened }: { list: CompanyList; onOpened: () => void }) {
  return (
    <div className="other-ways">
      <DemoOffer list={list} onOpened={onOpened} />
      <div className="demo-offer">
        <Link className="btn" to="/restore" search={{}}>
          {t("company.first.restore")}
        </Link>
        <span className="quiet">{t("company.first.restore_hint")}</span>
      </div>
    </div>
  );
}

/** The demo, while none stands in the list. */
function DemoOffer({ list, onOpened }: { list: CompanyList; onOpened: () => void }) {
  const demo = useCommand("company.demo");
  if (list.companies.some((company) => company.demo)) return null;
  return (
    <div className="demo-offer">
      <Button isPending={demo.isPending} onPress={() => afterwards(demo.mutateAsync({}), onOpened)}>
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
        {t(`settings.language.names.${other}`)}
      </Button>
    </div>
  );
}
