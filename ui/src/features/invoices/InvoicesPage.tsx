import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useQueryOf } from "../../api/client.ts";
import { Button } from "../../shared/Button.tsx";
import { EmptyState } from "../../shared/EmptyState.tsx";
import { t } from "../../shared/i18n.ts";
import { keyHint } from "../../shared/keys.ts";
import { Page } from "../../shared/Page.tsx";
import { Problem } from "../../shared/Problem.tsx";
import { monthOf, nameOf } from "../../shared/period.ts";
import { SkeletonLines } from "../../shared/Skeleton.tsx";
import { filterOfAddress, type InvoicesAddress, narrows, spanOfAddress, tidy } from "./address.ts";
import { InvoiceList } from "./InvoiceList.tsx";
import { ALL_INVOICES } from "./source.ts";
import "./invoices.css";

/** 전자세금계산서: the list left, the document right. */
export function InvoicesPage() {
  const status = useQueryOf("app.status", {});
  // The latest invoice tells whether there is any, and which month an address without words means.
  const latest = useQueryOf("invoice.page", {
    filter: ALL_INVOICES,
    sort: [{ column: "written_on", descending: true }],
    after: null,
    limit: 1,
  });
  if (latest.isError) {
    return (
      <Page title={t("invoices.title")}>
        <Problem error={latest.error} />
      </Page>
    );
  }
  if (!status.data || !latest.data) {
    return (
      <Page title={t("invoices.title")}>
        <SkeletonLines lines={8} />
      </Page>
    );
  }
  const newest = latest.data.rows[0];
  return newest ? <Book today={status.data.today} newest={newest.written_on} /> : <EmptyBook />;
}

function EmptyBook() {
  const navigate = useNavigate();
  return (
    <Page title={t("invoices.title")}>
      <EmptyState
        icon="invoice"
        title={t("invoices.empty.title")}
        actions={
          <>
            <Button
              kind="primary"
              icon="arrow-in"
              onPress={() => void navigate({ to: "/invoices/collect", search: {} })}
            >
              {t("invoices.collect")}
            </Button>
            <Button keys={keyHint("import")} onPress={() => void navigate({ to: "/import" })}>
              {t("invoices.import_files")}
            </Button>
          </>
        }
      >
        <p>{t("invoices.empty.body")}</p>
      </EmptyState>
    </Page>
  );
}

function Book({ today, newest }: { today: string; newest: string }) {
  const address: InvoicesAddress = useSearch({ from: "/invoices" });
  const navigate = useNavigate();
  const span = useMemo(
    () => spanOfAddress(address, today, monthOf(newest)),
    [address, today, newest],
  );
  const filter = useMemo(() => filterOfAddress(address, span), [address, span]);

  const go = useCallback(
    (next: InvoicesAddress, replace: boolean) =>
      void navigate({ to: "/invoices", search: tidy(next), replace }),
    [navigate],
  );
  // A first word about the filter makes the days that were shown by themselves a word of their own.
  const change = useCallback(
    (part: Partial<InvoicesAddress>) => {
      const name = nameOf(span, today);
      const days = name
        ? { period: name }
        : { from: span.from ?? undefined, to: span.to ?? undefined };
      go({ ...(narrows(address) ? {} : days), ...address, ...part, doc: undefined }, false);
    },
    [address, span, today, go],
  );
  const open = useCallback(
    (id: number | undefined, push: boolean) => go({ ...address, doc: id }, !push),
    [address, go],
  );
  return (
    <InvoiceList
      address={address}
      span={span}
      filter={filter}
      today={today}
      onChange={change}
      onSort={(sort) => go({ ...address, sort, doc: undefined }, false)}
      onClear={() => go({ sort: address.sort, period: "all" }, false)}
      onView={(view) => go(view, false)}
      onShow={open}
    />
  );
}
