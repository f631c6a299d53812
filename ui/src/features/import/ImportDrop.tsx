import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useQueryOf } from "../../api/client.ts";
import { fileNameOf, host } from "../../host/index.ts";
import { Icon } from "../../shared/Icon.tsx";
import { t } from "../../shared/i18n.ts";
import { offerCertificates } from "../../shared/offers.ts";
import { errorTexts } from "../../shared/Problem.tsx";
import { showToast } from "../../shared/toasts.ts";
import type { Offer } from "./flow.ts";
import { followFlow, startReading } from "./flowStore.ts";
import "./import.css";

/**
 * Takes files from wherever they come: dropped on the window, opened with the program, handed on by
 * a second start. Lives in the frame, so that a drop works on every screen.
 */
export function ImportDrop() {
  const [over, setOver] = useState(false);
  const navigate = useNavigate();
  const atCertificates = useLocation().pathname === "/certificates";
  const take = useRef((_offer: Offer) => {});
  take.current = (offer) => {
    if (offer.inputs.length === 0) return;
    if (offerCertificates(offer)) {
      void navigate({ to: "/certificates", search: {} });
      return;
    }
    if (!startReading(offer)) {
      showToast({ kind: "problem", text: t("import.busy") });
      return;
    }
    void navigate({ to: "/import" });
  };
  useEffect(
    () =>
      host().subscribe((event) => {
        followFlow(event);
        if (event.type === "drag") setOver(event.over);
        if (event.type === "inputs_offered") {
          setOver(false);
          take.current(event);
        }
        if (event.type === "offer_failed") {
          const { what, todo } = errorTexts(event.error);
          showToast({ kind: "problem", text: todo ? `${what} ${todo}` : what });
        }
      }),
    [],
  );
  usePendingFiles((offer) => take.current(offer));
  if (!over) return null;
  return (
    <div className="drop-veil" data-testid="drop-veil">
      <div className="drop-word">
        <Icon name="arrow-in" size={24} />
        <p className="section-title">{t(atCertificates ? "certificates.drop" : "import.drop")}</p>
        <p className="quiet">{t(atCertificates ? "certificates.drop_note" : "import.drop_note")}</p>
      </div>
    </div>
  );
}

/** Files given when the program was started, before the page could hear of them. */
function usePendingFiles(take: (offer: Offer) => void): void {
  const { data: status } = useQueryOf("app.status", {});
  const taken = useRef("");
  const pending = status?.company ? status.pending_files : [];
  const key = pending.join("\n");
  useEffect(() => {
    if (key === "" || taken.current === key) return;
    taken.current = key;
    const paths = key.split("\n");
    take({ inputs: paths.map((path) => ({ path })), names: paths.map(fileNameOf) });
  });
}
