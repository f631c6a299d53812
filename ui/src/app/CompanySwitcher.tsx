import { useNavigate } from "@tanstack/react-router";
import { Button } from "react-aria-components";
import { useCommand, useQueryOf } from "../api/client.ts";
import type { CompanySummary } from "../api/generated.ts";
import { Icon } from "../shared/Icon.tsx";
import { t } from "../shared/i18n.ts";
import { keyHint } from "../shared/keys.ts";
import { lockNow } from "../shared/lock.ts";
import { Menu, type MenuEntry } from "../shared/Menu.tsx";
import { showProblem } from "../shared/problems.ts";

/** The company on top of the rail, and the way to another. */
export function CompanySwitcher({
  company,
  folded,
}: {
  company: CompanySummary | null;
  folded: boolean;
}) {
  const navigate = useNavigate();
  const { data } = useQueryOf("company.list", {});
  const close = useCommand("company.close");
  const name = company?.name ?? t("app.switcher.none");
  const others: MenuEntry[] = (data?.companies ?? []).map((known) => ({
    id: known.id,
    text: known.name,
    note: known.demo ? t("app.switcher.demo") : known.business_number,
    chosen: known.id === company?.id,
    act: () => {
      if (known.id !== company?.id) void navigate({ to: "/company", search: { open: known.id } });
    },
  }));
  const entries: MenuEntry[] = [
    {
      id: "new",
      text: t("app.switcher.new"),
      icon: "plus",
      act: () => void navigate({ to: "/company", search: { create: true } }),
    },
    {
      id: "settings",
      text: t("app.switcher.settings"),
      icon: "building",
      act: () => void navigate({ to: "/settings" }),
    },
    {
      id: "history",
      text: t("history.title"),
      icon: "clock",
      note: keyHint("go_history"),
      act: () => void navigate({ to: "/history" }),
    },
    {
      id: "lock",
      text: t("app.switcher.lock"),
      icon: "lock",
      note: keyHint("lock"),
      act: lockNow,
    },
    {
      id: "close",
      text: t("app.switcher.close"),
      icon: "close",
      act: () => close.mutate({}, { onError: showProblem }),
    },
  ];
  return (
    <Menu
      label={t("app.switcher.label")}
      groups={[
        { id: "companies", entries: others },
        { id: "acts", entries },
      ]}
      placement={folded ? "right top" : "bottom start"}
    >
      <Button className="company">
        {folded ? (
          <>
            <b className="company-initial" aria-hidden="true">
              {initialOf(name)}
            </b>
            <span className="unseen">{name}</span>
          </>
        ) : (
          <>
            <span className="company-words">
              <b className="cut">{name}</b>
              <small>
                {company?.demo ? `${t("app.switcher.demo")} · ` : ""}
                {company?.business_number}
              </small>
            </span>
            <Icon name="up-down" />
          </>
        )}
        <span className="unseen">{t("app.switcher.label")}</span>
      </Button>
    </Menu>
  );
}

/** The first letter that tells companies apart: legal forms in brackets are skipped. */
export function initialOf(name: string): string {
  return name.replace(/^(\(주\)|㈜|주식회사|\(유\)|유한회사)\s*/u, "").at(0) ?? "·";
}
