import { useEffect, useSyncExternalStore } from "react";
import type { PickedInputs } from "../host/index.ts";

/** Endings of the files that certificates and their keys come in. */
const CERTIFICATE_FILE = /\.(pfx|p12|der|key|cer|crt)$/i;
const ENDING = /\.[^./\\]{1,5}$/;

let offered: PickedInputs | null = null;
/** Screens on which a folder means certificates. */
let screens = 0;
const listeners = new Set<() => void>();

function publish(next: PickedInputs | null): void {
  offered = next;
  for (const listener of listeners) listener();
}

/**
 * Whether what was dropped is meant for the certificates: their files anywhere, and folders while
 * their screen is shown. Everything else is meant for the books.
 */
export function isOfCertificates(names: readonly string[], onTheirScreen: boolean): boolean {
  const fits = (name: string) =>
    CERTIFICATE_FILE.test(name) || (onTheirScreen && !ENDING.test(name));
  return names.length > 0 && names.every(fits);
}

/** Keeps files for the certificates' screen, if they are its. */
export function offerCertificates(offer: PickedInputs): boolean {
  if (!isOfCertificates(offer.names, screens > 0)) return false;
  publish(offer);
  return true;
}

/** The screen of the certificates: what was offered to it, and the word that it was taken. */
export function useCertificateOffer(): [PickedInputs | null, () => void] {
  useEffect(() => {
    screens += 1;
    return () => {
      screens -= 1;
    };
  }, []);
  const offer = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => offered,
  );
  return [offer, () => publish(null)];
}
