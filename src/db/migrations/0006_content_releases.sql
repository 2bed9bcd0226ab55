CREATE TABLE "content_releases" (
	"id" text PRIMARY KEY NOT NULL,
	"number" serial NOT NULL,
	"hash" text NOT NULL,
	"format" integer NOT NULL,
	"bundle" "bytea" NOT NULL,
	"sources" "bytea" NOT NULL,
	"author" text NOT NULL,
	"note" text NOT NULL,
	"reviewer" text,
	"approver" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "content_releases_number_unique" UNIQUE("number")
);
--> statement-breakpoint
CREATE TABLE "live_release" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"release_id" text NOT NULL,
	"activation" integer NOT NULL,
	CONSTRAINT "live_release_is_one" CHECK ("live_release"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "release_activations" (
	"number" bigserial PRIMARY KEY NOT NULL,
	"release_id" text NOT NULL,
	"replaced_id" text,
	"why" text NOT NULL,
	"by" text NOT NULL,
	"note" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "live_release" ADD CONSTRAINT "live_release_release_id_content_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."content_releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_activations" ADD CONSTRAINT "release_activations_release_id_content_releases_id_fk" FOREIGN KEY ("release_id") REFERENCES "public"."content_releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "release_activations" ADD CONSTRAINT "release_activations_replaced_id_content_releases_id_fk" FOREIGN KEY ("replaced_id") REFERENCES "public"."content_releases"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "content_releases_hash" ON "content_releases" USING btree ("hash");--> statement-breakpoint
CREATE INDEX "release_activations_release" ON "release_activations" USING btree ("release_id");