import { useEffect } from "react";
import { chooseProfile, type KeyProfile, PROFILES } from "./keys.ts";
import { oneOf, useSetting } from "./useSetting.ts";

const readProfile = oneOf(PROFILES);

/** The key profile, kept on this machine and in force at once. */
export function useKeyProfile(): [KeyProfile, (next: KeyProfile) => void] {
  const [profile, keep] = useSetting<KeyProfile>("keys.profile", "default", readProfile);
  useEffect(() => chooseProfile(profile), [profile]);
  return [profile, keep];
}
