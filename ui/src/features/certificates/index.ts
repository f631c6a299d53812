export { readCertificatesAddress } from "./address.ts";
export { CertificatesPage } from "./CertificatesPage.tsx";
export { ExpiryItem } from "./ExpiryItem.tsx";
