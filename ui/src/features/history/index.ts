export { readHistoryAddress } from "./address.ts";
export { HistoryPage } from "./HistoryPage.tsx";
