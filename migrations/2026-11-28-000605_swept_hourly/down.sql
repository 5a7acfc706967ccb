drop index sessions_over, account_tokens_over, held_posts_expires, held_posts_taken, throttles_updated, notices_secret;
