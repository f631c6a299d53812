export { readCompanyAddress } from "./address.ts";
export { CompanyPage } from "./CompanyPage.tsx";
export { RecoveryKeyNotice } from "./RecoveryKeyNotice.tsx";
