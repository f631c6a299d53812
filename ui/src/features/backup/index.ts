export { readRestoreAddress } from "./address.ts";
export { BackupSection } from "./BackupSection.tsx";
export { RestorePage } from "./RestorePage.tsx";
