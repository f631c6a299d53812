import { useState } from "react";
import { putSecret } from "../api/client.ts";
import type { ErrorView } from "../api/generated.ts";

/** What the clerk opens a book or a backup with. */
export interface GivenKey {
  way: "passphrase" | "recovery";
  secret: string;
}

/** Whether something stayed closed because of its key, and not for another reason. */
export function isOfKey({ code }: ErrorView): boolean {
  return code === "book.wrong_key" || code.startsWith("key.");
}

/** Tickets of the key for the one command that takes them; without a key neither is given. */
export async function ticketsOf(
  key: GivenKey | null,
): Promise<{ passphrase: number | null; recovery_key: number | null }> {
  const ticket = key ? await putSecret(key.secret) : null;
  return {
    passphrase: key?.way === "passphrase" ? ticket : null,
    recovery_key: key?.way === "recovery" ? ticket : null,
  };
}

/** A key being typed, by the one way or the other. */
export function useGivenKey(first: GivenKey = { way: "passphrase", secret: "" }) {
  const [key, setKey] = useState(first);
  return {
    ...key,
    key,
    typed: key.secret.trim() !== "",
    type: (secret: string) => setKey({ ...key, secret }),
    turn: () => setKey({ way: otherWay(key.way), secret: "" }),
  };
}

/** The other of the two ways. */
export function otherWay(way: GivenKey["way"]): GivenKey["way"] {
  return way === "passphrase" ? "recovery" : "passphrase";
}
