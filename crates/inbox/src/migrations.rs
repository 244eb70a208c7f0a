//! The list of migrations of all rooms, in order. A landed one is never changed: the checksum is kept in the database.

use beseda_base::db::Migration;

/// Every migration of the installation.
pub const ALL: &[Migration] = &[
    Migration::one(1, "foundation", include_str!("../../../migrations/0001_foundation.sql")),
    Migration::one(2, "card", include_str!("../../../migrations/0002_card.sql")),
    Migration::one(3, "crm", include_str!("../../../migrations/0003_crm.sql")),
    Migration::one(4, "people", include_str!("../../../migrations/0004_people.sql")),
];
