CREATE TABLE "notices_read" (
	"id" integer PRIMARY KEY NOT NULL,
	"read_to" timestamp with time zone NOT NULL
);
