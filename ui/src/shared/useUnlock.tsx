import { type ReactNode, useState } from "react";
import { useQueryOf } from "../api/client.ts";
import type { CertificateRow, ErrorView } from "../api/generated.ts";
import { type Given, keptFor, UnlockSheet } from "./UnlockSheet.tsx";

/** A wish whose password was not taken. */
export interface Refused<Wish> {
  wish: Wish;
  error: ErrorView;
}

interface UseUnlock<Wish> {
  certificate: CertificateRow | null;
  /** Invented certificates, whose password is nobody's secret. */
  demo: boolean;
  /** What the password is for, and what is done with it. */
  note: string;
  act: string;
  refused: Refused<Wish> | null;
  onGo: (wish: Wish, given: Given) => void;
  /** The clerk gave up on a wish that was refused. */
  onGivenUp: () => void;
}

/**
 * The way to work that needs a certificate's key: begins at once where the password is kept, asks for
 * it first where it is not, and again where it was wrong.
 */
export function useUnlock<Wish>(props: UseUnlock<Wish>): {
  sheet: ReactNode;
  start: (wish: Wish) => void;
} {
  const { certificate, demo, note, act, refused, onGo, onGivenUp } = props;
  const list = useQueryOf("certificate.list", {});
  const [waiting, setWaiting] = useState<{ wish: Wish } | null>(null);
  const wanted = waiting ?? refused;
  const start = (wish: Wish) => {
    if (demo || (certificate && keptFor(certificate))) onGo(wish, async () => ({}));
    else setWaiting({ wish });
  };
  const sheet =
    wanted && certificate && list.data ? (
      <UnlockSheet
        key={refused ? "again" : "first"}
        row={certificate}
        list={list.data}
        note={note}
        act={act}
        error={refused?.error ?? null}
        onGiven={(given) => {
          setWaiting(null);
          onGo(wanted.wish, given);
        }}
        onClose={() => {
          setWaiting(null);
          if (refused) onGivenUp();
        }}
      />
    ) : null;
  return { sheet, start };
}
