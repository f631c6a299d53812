import type { AlertThresholds } from "../../api/generated.ts";

type Name = keyof AlertThresholds;

/** Shares are kept in ten-thousandths and read in per cent. */
const SHARES: readonly Name[] = ["errors_bp", "failed_items_bp"];

/** A threshold as it is read: 2000, 1, 0.1. */
export function limitText(name: Name, value: number): string {
  return String(SHARES.includes(name) ? value / 100 : value);
}

/** What was typed as the core takes it; null while it is no such figure. */
export function readLimit(name: Name, text: string): number | null {
  const plain = text.replaceAll(/[,\s]/g, "");
  if (!/^\d+(\.\d{1,2})?$/.test(plain)) return null;
  const value = SHARES.includes(name) ? Math.round(Number(plain) * 100) : Number(plain);
  if (!Number.isInteger(value)) return null;
  const most = SHARES.includes(name) ? 10_000 : name === "quota_percent" ? 100 : 86_400_000;
  const least = SHARES.includes(name) || name === "mismatches" ? 0 : 1;
  return value >= least && value <= most ? value : null;
}
