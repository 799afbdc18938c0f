"""Group paging and push-to-talk: announcements to all phones that listen, without any server."""
