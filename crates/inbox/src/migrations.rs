//! The list of migrations of all rooms, in order. A landed one is never changed: the checksum is kept in the database.

use beseda_base::db::Migration;

/// Every migration of the installation.
pub const ALL: &[Migration] = &[
    Migration::one(1, "foundation", include_str!("../../../migrations/0001_foundation.sql")),
    Migration::one(2, "card", include_str!("../../../migrations/0002_card.sql")),
    Migration::pair(
        3,
        "search",
        include_str!("../../../migrations/0003_search.sqlite.sql"),
        include_str!("../../../migrations/0003_search.postgres.sql"),
    ),
    Migration::one(4, "view", include_str!("../../../migrations/0004_view.sql")),
    Migration::one(5, "jobs", include_str!("../../../migrations/0005_jobs.sql")),
    Migration::one(6, "crm", include_str!("../../../migrations/0006_crm.sql")),
    Migration::one(7, "people", include_str!("../../../migrations/0007_people.sql")),
    Migration::one(8, "imports", include_str!("../../../migrations/0008_imports.sql")),
    Migration::one(9, "failed", include_str!("../../../migrations/0009_failed.sql")),
    Migration::one(10, "templates", include_str!("../../../migrations/0010_templates.sql")),
    Migration::one(11, "scheduled", include_str!("../../../migrations/0011_scheduled.sql")),
];
