export { readConnectionsAddress } from "./address.ts";
export { ConnectionsPage } from "./ConnectionsPage.tsx";
