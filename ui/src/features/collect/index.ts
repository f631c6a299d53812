export { readCollectAddress } from "./address.ts";
export { CollectPage } from "./CollectPage.tsx";
