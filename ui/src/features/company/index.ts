export { readCompanyAddress } from "./address.ts";
export { CompanyPage } from "./CompanyPage.tsx";
