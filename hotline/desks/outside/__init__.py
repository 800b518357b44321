"""Where a matter also stands outside (帖子、省平台、110): replies to post back, matters passed on."""
