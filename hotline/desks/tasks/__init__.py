"""Long work (我的任务): the page of its owner, and the job that does it."""
