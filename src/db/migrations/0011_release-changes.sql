CREATE TABLE "release_changes" (
	"from_id" text NOT NULL,
	"to_id" text NOT NULL,
	"format" integer NOT NULL,
	"changes" "bytea" NOT NULL,
	CONSTRAINT "release_changes_from_id_to_id_pk" PRIMARY KEY("from_id","to_id")
);
--> statement-breakpoint
ALTER TABLE "release_changes" ADD CONSTRAINT "release_changes_from_id_content_releases_id_fk" FOREIGN KEY ("from_id") REFERENCES "public"."content_releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_changes" ADD CONSTRAINT "release_changes_to_id_content_releases_id_fk" FOREIGN KEY ("to_id") REFERENCES "public"."content_releases"("id") ON DELETE no action ON UPDATE no action;