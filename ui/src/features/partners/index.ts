export { readPartnersAddress } from "./address.ts";
export { PartnersPage } from "./PartnersPage.tsx";
