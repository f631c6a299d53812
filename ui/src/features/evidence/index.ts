export { readEvidenceAddress } from "./address.ts";
export { EvidencePage } from "./EvidencePage.tsx";
