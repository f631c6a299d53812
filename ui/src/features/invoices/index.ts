export { type InvoicesAddress, readInvoicesAddress } from "./address.ts";
export { InvoicesPage } from "./InvoicesPage.tsx";
