use beseda_base::both;
use beseda_base::db::{Db, params};
use beseda_messengers::Kind;
use fake_telegram::{Fault, User};

use super::{client, listed, stored};
use crate::channels::ChannelFacts;
use crate::channels::tests::World;
use crate::files::avatars::{Avatars, want_avatars};
use crate::files::work::work_through;
use crate::migrations::ALL;

const WEEK: i64 = 7 * 24 * 3_600_000;

async fn person(world: &World, channel: i64, photo: bool) -> i64 {
    let anna = world.bot.add_user(User { first_name: "Anna".into(), photo, ..User::default() });
    client(&world.app, ChannelFacts { id: channel, project: 1, kind: Kind::Telegram }, &anna.to_string(), None).await.0
}

async fn writes(world: &World, client: i64) {
    let now = world.app.inbox.clock.now();
    let (_, checked_at) = avatar(world, client).await;
    world.app.inbox.db.write(move |tx| want_avatars(tx, &[(client, checked_at)], now)).await.unwrap();
}

async fn avatar(world: &World, client: i64) -> (Option<String>, i64) {
    world
        .app
        .inbox
        .db
        .read(move |tx| tx.one("select avatar_key, avatar_checked_at from clients where id = $1", params![client]))
        .await
        .unwrap()
}

async fn changes(world: &World) -> i64 {
    world
        .app
        .inbox
        .db
        .read(|tx| tx.one("select count(*) from events where kind = 'client.changed'", params![]))
        .await
        .unwrap()
}

both! { ALL;
    async fn a_picture_is_asked_for_once_a_week(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let client = person(&world, channel, true).await;
        writes(&world, client).await;
        writes(&world, client).await;
        assert_eq!(work_through::<Avatars>(&world.app.inbox).await.unwrap(), 1);
        let (key, checked) = avatar(&world, client).await;
        assert_eq!((checked, stored(&world.app), changes(&world).await), (world.app.inbox.clock.now(), 1, 1));
        assert_eq!(listed(&world.app).await, 0);
        let picture = world.owner.get(&format!("/api/v1/clients/{client}/avatar")).await;
        assert_eq!(picture.status, 200);
        assert_eq!(crate::files::pictures::size(&picture.bytes), Some((160, 160)));
        writes(&world, client).await;
        assert_eq!(work_through::<Avatars>(&world.app.inbox).await.unwrap(), 0, "known");
        world.app.advance(WEEK);
        writes(&world, client).await;
        assert_eq!(work_through::<Avatars>(&world.app.inbox).await.unwrap(), 1);
        let (renewed, _) = avatar(&world, client).await;
        assert_ne!(renewed, key);
        crate::files::remove_spare(&world.app.inbox).await;
        assert_eq!(stored(&world.app), 1, "the old one went");
    }

    async fn who_shows_no_picture_is_left_in_peace(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let client = person(&world, channel, false).await;
        writes(&world, client).await;
        work_through::<Avatars>(&world.app.inbox).await.unwrap();
        assert_eq!(avatar(&world, client).await, (None, world.app.inbox.clock.now()));
        assert_eq!((stored(&world.app), changes(&world).await), (0, 0));
        writes(&world, client).await;
        assert_eq!(work_through::<Avatars>(&world.app.inbox).await.unwrap(), 0);
    }

    async fn a_failed_question_is_asked_a_few_times(db: Db) {
        let world = World::new(db).await;
        let channel = world.connected().await;
        let client = person(&world, channel, true).await;
        world.bot.plan(Some("getUserProfilePhotos"), Fault::Refuse { code: 502, description: "Bad Gateway".into() }, 100);
        writes(&world, client).await;
        let mut asked = 0;
        for _ in 0..20 {
            asked += work_through::<Avatars>(&world.app.inbox).await.unwrap();
            world.app.advance(3_600_000);
        }
        assert_eq!(asked, 4);
        assert!(avatar(&world, client).await.1 > 0, "not before next week");
    }
}
