"""Ways of speaking that several networks share: paging, reading JSON, the Mastodon API, the AT Protocol, feeds."""
