/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    services: import('./services.server.ts').Services;
    /** Set where the page that was asked for was removed for good. */
    gone?: import('#content-pipeline/content.ts').GonePage;
  }
}
