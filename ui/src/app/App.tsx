import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { I18nProvider } from "react-aria-components";
import { followChanges, queryClient } from "../api/client.ts";
import { host } from "../host/index.ts";
import { useLanguage } from "../shared/i18n.ts";
import { followJobs } from "../shared/jobs.ts";
import { Problems } from "../shared/Problems.tsx";
import { Toasts } from "../shared/Toasts.tsx";
import { router } from "./router.tsx";
import "../shared/quiet.css";

/** The whole page: caches, events, screens. Another language draws everything anew. */
export function App() {
  const language = useLanguage();
  useEffect(
    () =>
      host().subscribe((event) => {
        followChanges(event);
        followJobs(event);
      }),
    [],
  );
  useEffect(() => router.subscribe("onRendered", keepFocusOnPage), []);
  return (
    <QueryClientProvider client={queryClient}>
      <I18nProvider locale={language === "ko" ? "ko-KR" : "en-GB"}>
        <RouterProvider key={language} router={router} />
        <Problems key={`problems-${language}`} />
        <Toasts key={`toasts-${language}`} />
      </I18nProvider>
    </QueryClientProvider>
  );
}

/** A screen that was left by a key or 찾기 takes the focus with it; the next one picks it up. */
function keepFocusOnPage({ pathChanged }: { pathChanged: boolean }): void {
  if (!pathChanged || document.activeElement !== document.body) return;
  document.getElementById("page")?.focus({ preventScroll: true });
}
