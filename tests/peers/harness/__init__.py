"""Real peers, started on loopback for one test: nginx, kamailio, sipp, baresip."""
