ALTER TABLE "content_releases" ADD COLUMN "base_id" text;--> statement-breakpoint
ALTER TABLE "content_releases" ADD COLUMN "from_base" "bytea";--> statement-breakpoint
ALTER TABLE "content_releases" ADD COLUMN "to_base" "bytea";--> statement-breakpoint
ALTER TABLE "content_releases" ADD CONSTRAINT "content_releases_base_id_content_releases_id_fk" FOREIGN KEY ("base_id") REFERENCES "public"."content_releases"("id") ON DELETE no action ON UPDATE no action;