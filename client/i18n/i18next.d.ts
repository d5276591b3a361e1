import "i18next";
import type admin from "./en/admin.json";
import type analysis from "./en/analysis.json";
import type campaigns from "./en/campaigns.json";
import type common from "./en/common.json";
import type device from "./en/device.json";
import type learn from "./en/learn.json";
import type me from "./en/me.json";
import type quality from "./en/quality.json";
import type refusals from "./en/refusals.json";
import type signIn from "./en/sign-in.json";
import type staff from "./en/staff.json";
import type tagging from "./en/tagging.json";

/** English is the list of keys: asking for one that is not there does not compile. */
declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: {
      common: typeof common;
      campaigns: typeof campaigns;
      tagging: typeof tagging;
      analysis: typeof analysis;
      admin: typeof admin;
      quality: typeof quality;
      refusals: typeof refusals;
      "sign-in": typeof signIn;
      staff: typeof staff;
      device: typeof device;
      learn: typeof learn;
      me: typeof me;
    };
  }
}
